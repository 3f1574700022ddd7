import {
  formatSnapTimestamp,
  makeExternalIdOf,
  NotAuthenticated,
  notProcessed,
  signSymmetric,
  signToken,
  Unavailable
} from "@openfinpay/finpay-core"
import type { CallFacts, FinpayError, RsaPrivateKey } from "@openfinpay/finpay-core"
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { SnapConfig } from "../FinpayConfig.ts"
import type { Authorize } from "./Credentials.ts"
import type { TokenKeeper } from "./token-keeper.ts"

const timestamp = Effect.map(DateTime.now, formatSnapTimestamp)

/** Without a token nothing of the call itself was sent, so whatever became of the token the call is safe to repeat. */
const withoutToken = (call: CallFacts, error: FinpayError): FinpayError => {
  const { detail: why, httpStatus, nextStep, responseCode, responseMessage, traceId } = error
  const facts = {
    operation: call.operation,
    ...(call.reference === undefined ? {} : { reference: call.reference }),
    ...(httpStatus === undefined ? {} : { httpStatus }),
    ...(responseCode === undefined ? {} : { responseCode }),
    ...(responseMessage === undefined ? {} : { responseMessage }),
    ...(traceId === undefined ? {} : { traceId }),
    detail: `no access token could be had: ${why}`,
    nextStep: `Nothing of the call was sent. ${nextStep}`,
    safeToRetry: true as const
  }
  return error._tag === "NotAuthenticated"
    ? new NotAuthenticated(facts)
    : new Unavailable({ ...facts, reason: "token-unavailable" })
}

const cannotSign = (call: CallFacts) => (error: { readonly message: string }) =>
  notProcessed(call, "token-unavailable", `the call could not be signed (${error.message})`)

/**
 * Credentials of a SNAP call: access token, HMAC signature, and an external id and timestamp that are new each time.
 *
 * Sources: SNAP BI security page (B2B, symmetric); Finpay docs, SNAP headers.
 */
export const snapAuthorize = (snap: SnapConfig, tokens: TokenKeeper): Authorize =>
  Effect.fnUntraced(function*({ body, method, path }, call, inTime) {
    const token = tokens.fresh(yield* Clock.currentTimeMillis) ??
      (yield* inTime(Effect.mapError(tokens.get, (error) => withoutToken(call, error))))
    const now = yield* timestamp
    const { signature } = yield* signSymmetric({
      method,
      path,
      body,
      timestamp: now,
      accessToken: token.value,
      clientSecret: snap.clientSecret,
      encoding: snap.signatureEncoding
    }).pipe(
      // A token that cannot be signed with is of no use to the next caller either.
      Effect.tapError(() => Effect.sync(() => tokens.drop(token))),
      Effect.mapError(cannotSign(call))
    )
    const accessToken = Redacted.value(token.value)
    return {
      headers: {
        authorization: `Bearer ${accessToken}`,
        "x-timestamp": now,
        "x-signature": signature,
        "x-partner-id": snap.partnerId,
        "x-external-id": yield* makeExternalIdOf(snap.externalIdDigits ?? 32),
        "channel-id": snap.channelId,
        origin: snap.origin
      },
      secrets: [accessToken, signature],
      forget: () => tokens.drop(token)
    }
  })

/**
 * Credentials of the token call: an RSA signature over client id and timestamp.
 *
 * Sources: SNAP BI security page, access token B2B; Finpay docs, SNAP signature.
 */
export const snapTokenAuthorize = (snap: SnapConfig, privateKey: RsaPrivateKey): Authorize =>
  Effect.fnUntraced(function*(_outgoing, call) {
    const now = yield* timestamp
    const { signature } = yield* Effect.mapError(
      signToken({ clientId: snap.clientId, timestamp: now, privateKey }),
      cannotSign(call)
    )
    return {
      headers: { "x-client-key": snap.clientId, "x-timestamp": now, "x-signature": signature },
      secrets: [signature]
    }
  })
