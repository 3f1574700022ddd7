import { isQrisPaid, verifyQrisNotification } from "@openfinpay/finpay-core"
import type { ReceivedNotification } from "@openfinpay/finpay-core"
import * as Effect from "effect/Effect"
import type { Merchant } from "../merchants/Merchant.ts"
import { SeenNews } from "./SeenNews.ts"
import { tellJournal } from "./tell-journal.ts"

/** Checks a QRIS notification, remembers what it says, and has the payment asked where its state is in doubt. */
export const takeQrisNotification = Effect.fnUntraced(function*(
  { callbackKeys: { notificationSigner: signer }, journal }: Merchant,
  received: ReceivedNotification
) {
  const seen = yield* SeenNews
  const taken = Effect.gen(function*() {
    if (signer === undefined) yield* Effect.logError("no key is configured to check QRIS notifications with")
    // The keys were looked at when the server started.
    const notification = yield* Effect.catchTag(verifyQrisNotification(signer, received), "KeyError", Effect.die)
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
      journal,
      [reference, ...(originalPartnerReferenceNo === undefined ? [] : [originalPartnerReferenceNo])],
      "a QRIS notification of Finpay"
    )
  })
  yield* Effect.tapError(taken, ({ message }) =>
    Effect.andThen(
      seen.countRefused,
      Effect.logWarning("a QRIS notification was refused").pipe(Effect.annotateLogs({ reason: message }))
    ))
})
