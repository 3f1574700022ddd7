import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { KeyError } from "../crypto/KeyError.ts"
import type { RsaPublicKey } from "../crypto/Rsa.ts"
import { problemsOf } from "../errors/invalid-request.ts"
import { QrisNotification } from "../operations/snap/qris-notification.ts"
import { isSnapTimestampFresh, parseSnapTimestamp } from "../snap/Timestamp.ts"
import { verifyAsymmetric, verifyHmac, verifySymmetric } from "../snap/verify.ts"
import { scanJson } from "./json-scanner.ts"

/**
 * How a QRIS notification proves where it comes from: the provider's RSA key; an HMAC with the client secret over the
 * bearer token it carries, which the provider fetched from the merchant before (that the token is known is for the caller
 * to check); or an HMAC with the client secret and no token. Source: SNAP BI security page, the first two kinds, of which
 * the first is what most providers send; the third is an option of some.
 */
export type NotificationSigner =
  | { readonly style: "asymmetric"; readonly publicKey: RsaPublicKey }
  | { readonly style: "symmetric"; readonly clientSecret: Redacted.Redacted }
  | { readonly style: "hmac"; readonly clientSecret: Redacted.Redacted }

/** A notification as it came in. */
export interface ReceivedNotification {
  /** That of the request line, with its query. */
  readonly path: string
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>
  /** As it arrived. */
  readonly body: Uint8Array
  /** When it came; now unless given. */
  readonly receivedAt?: DateTime.DateTime
}

/**
 * A QRIS notification that must not be acted on, in the words in which SNAP answers it. `52` is the service "payment
 * notification"; the HTTP status of the answer is the first three digits of the code.
 */
export class QrisNotificationRefused extends Schema.TaggedError<QrisNotificationRefused>()("QrisNotificationRefused", {
  responseCode: Schema.Literals(["4005200", "4005201", "4005202", "4015200", "4015201"]),
  responseMessage: Schema.String
}) {
  override get message(): string {
    return `${this.responseCode} ${this.responseMessage}`
  }
}

const refused = (responseCode: QrisNotificationRefused["responseCode"], responseMessage: string) =>
  new QrisNotificationRefused({ responseCode, responseMessage })

const badRequest = refused("4005200", "Bad Request")
const malformed = (field: string) => refused("4005201", `Invalid Field Format ${field}`)
const missing = (field: string) => refused("4005202", `Invalid Mandatory Field ${field}`)
const unauthorized = (reason: string) => refused("4015200", `Unauthorized. ${reason}`)

type Headers = ReceivedNotification["headers"]

const header = (headers: Headers, name: string): Effect.Effect<string, QrisNotificationRefused> => {
  const value = headers[name.toLowerCase()]
  return value === undefined || value === "" ? Effect.fail(missing(name)) : Effect.succeed(value)
}

const freshTimestamp = Effect.fnUntraced(function*({ headers, receivedAt }: ReceivedNotification) {
  const timestamp = parseSnapTimestamp(yield* header(headers, "X-TIMESTAMP"))
  if (Result.isFailure(timestamp)) return yield* malformed("X-TIMESTAMP")
  const { instant, raw } = timestamp.success
  return isSnapTimestampFresh(instant, receivedAt ?? (yield* DateTime.now)) ? raw : yield* unauthorized("Timestamp")
})

/** The bearer token, or the empty text for a provider that signs without one. */
const bearer = (authorization = ""): Redacted.Redacted =>
  Redacted.make(/^bearer +(\S+)$/iu.exec(authorization)?.[1] ?? "")

const isGenuine = Effect.fnUntraced(function*(
  signer: NotificationSigner | undefined,
  received: ReceivedNotification
) {
  const { body, headers, path } = received
  const timestamp = yield* freshTimestamp(received)
  const signature = yield* header(headers, "X-SIGNATURE")
  const call = { method: "POST", path, body, timestamp, signature, encoding: "either" } as const
  switch (signer?.style) {
    case undefined:
      return false
    case "asymmetric":
      return yield* verifyAsymmetric({ ...call, publicKey: signer.publicKey })
    case "symmetric":
      return yield* verifySymmetric({
        ...call,
        accessToken: bearer(headers["authorization"]),
        clientSecret: signer.clientSecret
      })
    case "hmac":
      return yield* verifyHmac({ ...call, clientSecret: signer.clientSecret })
  }
})

// A body that was read differently by the signer must not be read at all, so a member that is there twice is refused.
const jsonOf = (body: Uint8Array): Effect.Effect<unknown, QrisNotificationRefused> =>
  Effect.try({
    try: (): unknown => {
      const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body)
      if (Result.isFailure(scanJson(text))) throw new SyntaxError("not strict JSON")
      return JSON.parse(text)
    },
    catch: () => badRequest
  })

const decode = Schema.decodeUnknownEffect(QrisNotification)

const notificationOf = (json: unknown): Effect.Effect<QrisNotification, QrisNotificationRefused> =>
  Effect.mapError(decode(json), ({ issue }) => missing(problemsOf(issue)[0]?.field ?? ""))

/**
 * Checks a QRIS notification of SNAP BI over its raw bytes (headers, time, signature, then its members) and reads it.
 *
 * It is news, not proof: query the payment before you act. Without a signer nothing is genuine. Fails with
 * {@link QrisNotificationRefused}, whose code and message are the answer SNAP expects, and with {@link KeyError} for a
 * client secret that cannot verify, which is a fault of the own configuration.
 *
 * Source: SNAP BI security page and Finpay docs, SNAP QRIS, payment notify (service 52).
 *
 * @example
 * ```ts
 * import { verifyQrisNotification } from "@openfinpay/finpay-core"
 * import { Effect } from "effect"
 *
 * const received = { path: "/notify", headers: {}, body: new Uint8Array() }
 * Effect.runPromise(Effect.flip(verifyQrisNotification(undefined, received))).then((error) => error.message)
 * // => "4005202 Invalid Mandatory Field X-TIMESTAMP"
 * ```
 */
export const verifyQrisNotification = Effect.fn("verifyQrisNotification")(
  function*(
    signer: NotificationSigner | undefined,
    received: ReceivedNotification
  ): Effect.fn.Return<QrisNotification, QrisNotificationRefused | KeyError> {
    // The bytes are no text, so nobody signed them.
    const genuine = yield* Effect.catchTag(isGenuine(signer, received), "SnapInputError", () => Effect.fail(badRequest))
    if (!genuine) return yield* unauthorized("Signature")
    return yield* Effect.flatMap(jsonOf(received.body), notificationOf)
  }
)
