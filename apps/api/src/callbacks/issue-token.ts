import { isSnapTimestampFresh, parseSnapTimestamp, scanJson, verifyToken } from "@openfinpay/finpay-core"
import type { JournalUnavailable } from "@openfinpay/finpay-journal"
import * as Data from "effect/Data"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { Merchant } from "../merchants/Merchant.ts"
import type { Arrival } from "./Callback.ts"
import { SnapTokens } from "./SnapTokens.ts"

/** A request for a token that is not answered with one, in the words of SNAP (`73` is the service "access token"). */
export class SnapTokenRefused extends Data.TaggedError("SnapTokenRefused")<{
  readonly responseCode: "4007300" | "4007301" | "4007302" | "4017300"
  readonly responseMessage: string
}> {}

const refused = (responseCode: SnapTokenRefused["responseCode"], responseMessage: string) =>
  new SnapTokenRefused({ responseCode, responseMessage })

const missing = (field: string) => refused("4007302", `Invalid Mandatory Field ${field}`)
const malformed = (field: string) => refused("4007301", `Invalid Field Format ${field}`)
// The same for a client that is not known and for a wrong signature: the difference is nobody's to find out.
const unauthorized = refused("4017300", "Unauthorized. Signature")

const header = (headers: Arrival["headers"], name: string): Effect.Effect<string, SnapTokenRefused> => {
  const value = headers[name.toLowerCase()]
  return value === undefined || value === "" ? Effect.fail(missing(name)) : Effect.succeed(value)
}

const freshTimestamp = Effect.fnUntraced(function*(headers: Arrival["headers"]) {
  const timestamp = parseSnapTimestamp(yield* header(headers, "X-TIMESTAMP"))
  if (Result.isFailure(timestamp)) return yield* malformed("X-TIMESTAMP")
  const { instant, raw } = timestamp.success
  return isSnapTimestampFresh(instant, yield* DateTime.now) ? raw : yield* refused("4017300", "Unauthorized. Timestamp")
})

const Body = Schema.Struct({ grantType: Schema.optionalKey(Schema.Unknown) })

const grantType = Effect.fnUntraced(function*(body: Uint8Array) {
  const read = yield* Effect.try({
    try: (): unknown => {
      const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body)
      if (Result.isFailure(scanJson(text))) throw new SyntaxError("not strict JSON")
      return JSON.parse(text)
    },
    catch: () => refused("4007300", "Bad Request")
  }).pipe(Effect.map(Schema.decodeUnknownResult(Body)))
  if (Result.isFailure(read)) return yield* refused("4007300", "Bad Request")
  const { grantType: type } = read.success
  if (type === undefined || type === null || type === "") return yield* missing("grantType")
  if (type !== "client_credentials") return yield* malformed("grantType")
})

/**
 * Gives Finpay the token it signs QRIS notifications with, once it has proved with its RSA key that it is Finpay and asks
 * for this merchant. Only where notifications are signed so.
 *
 * Source: SNAP BI security page, access token B2B, with the merchant in the place of the provider.
 */
export const issueToken = Effect.fnUntraced(
  function*(
    { account, callbackKeys: { notificationSigner } }: Merchant,
    headers: Arrival["headers"],
    body: Uint8Array
  ): Effect.fn.Return<Redacted.Redacted, SnapTokenRefused | JournalUnavailable, SnapTokens> {
    const clientKey = yield* header(headers, "X-CLIENT-KEY")
    const timestamp = yield* freshTimestamp(headers)
    const signature = yield* header(headers, "X-SIGNATURE")
    const client = notificationSigner?.tokenClient
    if (client === undefined) return yield* unauthorized
    const { clientId, publicKey } = client
    // The keys were looked at when the server started.
    const isGenuine = yield* Effect.orDie(
      verifyToken({ clientId, timestamp, publicKey, signature, encoding: "either" })
    )
    if (!isGenuine || clientKey !== clientId) return yield* unauthorized
    yield* grantType(body)
    return yield* (yield* SnapTokens).issue(account)
  }
)
