import {
  isQrisPaid,
  isSnapTimestampFresh,
  parseSnapTimestamp,
  problemsOf,
  QrisNotification,
  scanJson,
  verifyAsymmetric,
  verifySymmetric
} from "@openfinpay/finpay-core"
import type { RsaPublicKey } from "@openfinpay/finpay-core"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { SeenNews } from "./SeenNews.ts"
import { tellJournal } from "./tell-journal.ts"

/**
 * How a QRIS notification proves where it comes from: the provider's RSA key, or an HMAC with the client secret over
 * the bearer token it carries. Source: SNAP BI security page, both kinds; the first is what most providers send.
 */
export type NotificationSigner =
  | { readonly style: "asymmetric"; readonly publicKey: RsaPublicKey }
  | { readonly style: "symmetric"; readonly clientSecret: Redacted.Redacted }

/** A notification as it came in. `path` is that of the request line, with its query. */
export interface ReceivedNotification {
  readonly path: string
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: Uint8Array
}

/** Why a notification is turned away, in SNAP's own form. `52` is the service "payment notification". */
export class SnapRefused extends Schema.TaggedError<SnapRefused>()("SnapRefused", {
  responseCode: Schema.Literals(["4005200", "4005201", "4005202", "4015200"]),
  responseMessage: Schema.String
}) {}

const badRequest = new SnapRefused({ responseCode: "4005200", responseMessage: "Bad Request" })
const missing = (field: string) =>
  new SnapRefused({ responseCode: "4005202", responseMessage: `Invalid Mandatory Field ${field}` })
const malformed = (field: string) =>
  new SnapRefused({ responseCode: "4005201", responseMessage: `Invalid Field Format ${field}` })
const unauthorized = (reason: string) =>
  new SnapRefused({ responseCode: "4015200", responseMessage: `Unauthorized. ${reason}` })

const header = (headers: ReceivedNotification["headers"], name: string): Effect.Effect<string, SnapRefused> => {
  const value = headers[name.toLowerCase()]
  return value === undefined || value === "" ? Effect.fail(missing(name)) : Effect.succeed(value)
}

const freshTimestamp = Effect.fnUntraced(function*(headers: ReceivedNotification["headers"]) {
  const timestamp = parseSnapTimestamp(yield* header(headers, "X-TIMESTAMP"))
  if (Result.isFailure(timestamp)) return yield* malformed("X-TIMESTAMP")
  const { instant, raw } = timestamp.success
  return isSnapTimestampFresh(instant, yield* DateTime.now) ? raw : yield* unauthorized("Timestamp")
})

/** The bearer token, or the empty text for a provider that signs without one. */
const bearer = (authorization = ""): Redacted.Redacted =>
  Redacted.make(/^bearer +(\S+)$/iu.exec(authorization)?.[1] ?? "")

const isGenuine = Effect.fnUntraced(function*(
  signer: NotificationSigner | undefined,
  { body, headers, path }: ReceivedNotification
) {
  const timestamp = yield* freshTimestamp(headers)
  const signature = yield* header(headers, "X-SIGNATURE")
  const call = { method: "POST", path, body, timestamp, signature, encoding: "either" } as const
  switch (signer?.style) {
    case undefined:
      yield* Effect.logError("no key is configured to check QRIS notifications with")
      return false
    case "asymmetric":
      return yield* verifyAsymmetric({ ...call, publicKey: signer.publicKey })
    case "symmetric":
      return yield* verifySymmetric({
        ...call,
        accessToken: bearer(headers["authorization"]),
        clientSecret: signer.clientSecret
      })
  }
})

// A body that was read differently by the signer must not be read at all, so a member that is there twice is refused.
const jsonOf = (body: Uint8Array): Effect.Effect<unknown, SnapRefused> =>
  Effect.try({
    try: (): unknown => {
      const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body)
      if (Result.isFailure(scanJson(text))) throw new SyntaxError("not strict JSON")
      return JSON.parse(text)
    },
    catch: () => badRequest
  })

const decode = Schema.decodeUnknownEffect(QrisNotification, { errors: "all" })

const notificationOf = (json: unknown): Effect.Effect<QrisNotification, SnapRefused> =>
  Effect.mapError(decode(json), ({ issue }) => missing(problemsOf(issue)[0]?.field ?? ""))

/** Checks a QRIS notification, remembers what it says, and has the payment asked where its state is in doubt. */
export const takeQrisNotification = Effect.fnUntraced(function*(
  signer: NotificationSigner | undefined,
  received: ReceivedNotification
) {
  const seen = yield* SeenNews
  const taken = Effect.gen(function*() {
    const genuine = yield* Effect.catchTags(isGenuine(signer, received), {
      // The bytes are no text, so nobody signed them.
      SnapInputError: () => Effect.fail(badRequest),
      // The keys were looked at when the server started.
      KeyError: Effect.die
    })
    if (!genuine) return yield* unauthorized("Signature")
    const notification = yield* Effect.flatMap(jsonOf(received.body), notificationOf)
    const { amount, latestTransactionStatus: status, originalPartnerReferenceNo, originalReferenceNo: reference } =
      notification
    yield* seen.remember({
      kind: "qris",
      reference,
      status,
      isPaid: isQrisPaid(status) ?? null,
      ...(amount === undefined || amount === null ? {} : { amount })
    })
    // Finpay's samples print each of the two numbers under the other's name, so the payment may be meant by either.
    yield* tellJournal(
      [reference, ...(originalPartnerReferenceNo === undefined ? [] : [originalPartnerReferenceNo])],
      "a QRIS notification of Finpay"
    )
  })
  yield* Effect.tapError(taken, ({ responseCode, responseMessage }) =>
    Effect.andThen(
      seen.countRefused,
      Effect.logWarning("a QRIS notification was refused").pipe(
        Effect.annotateLogs({ reason: `${responseCode} ${responseMessage}` })
      )
    ))
})
