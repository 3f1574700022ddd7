import { parseSnapTimestamp } from "@openfinpay/finpay-core"
import * as Result from "effect/Result"
import type { Refusal } from "../answer/Refusal.ts"
import { refusals } from "../answer/refusals.ts"
import type { SimulatedRequest } from "../answer/SimulatedRequest.ts"

/** The headers of a transaction call that are checked, by the name the documents print. */
export interface SnapHeaders {
  readonly token: string
  readonly timestamp: string
  readonly timestampMillis: number
  readonly signature: string
  readonly partnerId: string
  readonly externalId: string
}

/** The value of a header; empty counts as missing. */
const header = (request: SimulatedRequest, name: string): Result.Result<string, Refusal> => {
  const value = request.headers[name.toLowerCase()]?.trim() ?? ""
  return value === "" ? Result.fail(refusals.mandatory(name)) : Result.succeed(value)
}

const matching = (name: string, value: string, form: RegExp): Result.Result<string, Refusal> =>
  form.test(value) ? Result.succeed(value) : Result.fail(refusals.format(name))

/** Reads X-TIMESTAMP. The text is kept: it is what was signed. */
const timestamp = (text: string): Result.Result<number, Refusal> => {
  const parsed = parseSnapTimestamp(text)
  return Result.isSuccess(parsed)
    ? Result.succeed(parsed.success.instant.epochMilliseconds)
    : Result.fail(refusals.format("X-TIMESTAMP"))
}

/** Finpay's page prints a numeric string of 32; the standard has 36, and its changelog letters as well. */
const externalIdForms = { finpay: /^\d{1,32}$/u, standard: /^[A-Za-z0-9-]{1,36}$/u } as const

/** First whether every mandatory header is there, then whether each has the right form. */
export const readHeaders = (
  request: SimulatedRequest,
  profile: "finpay" | "standard"
): Result.Result<SnapHeaders, Refusal> =>
  Result.gen(function*() {
    const contentType = yield* header(request, "Content-Type")
    const authorization = yield* header(request, "Authorization")
    const timestampText = yield* header(request, "X-TIMESTAMP")
    const signature = yield* header(request, "X-SIGNATURE")
    // Mandatory on Finpay's page, optional in the standard.
    if (profile === "finpay") yield* header(request, "ORIGIN")
    const partnerId = yield* header(request, "X-PARTNER-ID")
    const externalId = yield* header(request, "X-EXTERNAL-ID")
    const channelId = yield* header(request, "CHANNEL-ID")

    yield* matching("Content-Type", contentType, /^application\/json\s*(?:;.*)?$/iu)
    const timestampMillis = yield* timestamp(timestampText)
    yield* matching("X-PARTNER-ID", partnerId, /^[\x21-\x7e]{1,36}$/u)
    yield* matching("X-EXTERNAL-ID", externalId, externalIdForms[profile])
    yield* matching("CHANNEL-ID", channelId, /^[A-Za-z0-9-]{1,5}$/u)
    const token = /^bearer +(\S+)$/iu.exec(authorization)?.[1] ?? ""
    return { token, timestamp: timestampText, timestampMillis, signature, partnerId, externalId }
  })

/** The headers of the token call. */
export interface TokenHeaders {
  readonly clientId: string
  readonly timestamp: string
  readonly timestampMillis: number
  readonly signature: string
}

/** Reads the headers of the token call. */
export const readTokenHeaders = (request: SimulatedRequest): Result.Result<TokenHeaders, Refusal> =>
  Result.gen(function*() {
    const clientId = yield* header(request, "X-CLIENT-KEY")
    const timestampText = yield* header(request, "X-TIMESTAMP")
    const signature = yield* header(request, "X-SIGNATURE")
    const timestampMillis = yield* timestamp(timestampText)
    return { clientId, timestamp: timestampText, timestampMillis, signature }
  })
