import { minifyJson, QrisNotificationRefused, verifyQrisNotification } from "@openfinpay/finpay-core"
import type { JournalUnavailable } from "@openfinpay/finpay-journal"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { createHash } from "node:crypto"
import { present } from "../handlers/finpay-answer.ts"
import type { Merchant } from "../merchants/Merchant.ts"
import type { Arrival, Verdict } from "./Callback.ts"
import { SnapTokens } from "./SnapTokens.ts"

const unknownToken = new QrisNotificationRefused({ responseCode: "4015201", responseMessage: "Invalid Token (B2B)" })

const tokenOf = ({ authorization = "" }: Arrival["headers"]): Redacted.Redacted =>
  Redacted.make(/^bearer +(\S+)$/iu.exec(authorization)?.[1] ?? "")

/**
 * Checks a QRIS notification over its raw bytes in the style of the merchant, in constant time, and reads it. Where the
 * style has a token, it must be one that this service gave to Finpay for this merchant, and not be over.
 */
export const verifyQrisCallback = Effect.fnUntraced(function*(
  { account, callbackKeys: { notificationSigner: signer } }: Merchant,
  { body, headers, path }: Arrival,
  receivedAt: number
): Effect.fn.Return<
  Exclude<Verdict, { state: "refused" }>,
  QrisNotificationRefused | JournalUnavailable,
  SnapTokens
> {
  if (signer === undefined) yield* Effect.logError("no key is configured to check QRIS notifications with")
  const received = { path, headers, body, receivedAt: DateTime.makeUnsafe(receivedAt) }
  // The keys were looked at when the server started.
  const notification = yield* Effect.catchTag(verifyQrisNotification(signer, received), "KeyError", Effect.die)
  if (signer?.style === "symmetric") {
    const tokens = yield* SnapTokens
    if (!(yield* tokens.isValid(account, tokenOf(headers), receivedAt))) return yield* unknownToken
  }
  const { amount, latestTransactionStatus: status, originalPartnerReferenceNo, originalReferenceNo } = notification
  return {
    state: "verified",
    // Each try is signed anew with its own time; what it tells is the body.
    signedDigest: createHash("sha256").update(minifyJson(new TextDecoder().decode(body))).digest("hex"),
    said: {
      reference: originalReferenceNo,
      status,
      ...present({ partnerReference: originalPartnerReferenceNo, orderAmount: amount })
    }
  }
})
