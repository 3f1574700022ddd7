import type { CallbackRefused, QrisNotificationRefused } from "@openfinpay/finpay-core"
import type { JournalUnavailable } from "@openfinpay/finpay-journal"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { Merchant } from "../merchants/Merchant.ts"
import type { Arrival, Callback, Verdict } from "./Callback.ts"
import { ReceivedCallbacks } from "./ReceivedCallbacks.ts"
import type { SnapTokens } from "./SnapTokens.ts"
import { verifyPaymentCallback } from "./verify-payment-callback.ts"
import { verifyQrisCallback } from "./verify-qris-callback.ts"

/** Why a callback was turned away, in the words in which its sender is answered. */
export type Refused = CallbackRefused | QrisNotificationRefused

const reasonOf = (refused: Refused): string => refused._tag === "CallbackRefused" ? refused.reason : refused.message

type Verified = Effect.Effect<Exclude<Verdict, { state: "refused" }>, Refused | JournalUnavailable, SnapTokens>

/** Finds out from the bytes of a callback whether Finpay sent it, and what it says. */
export const verify = (merchant: Merchant, arrival: Arrival, receivedAt: number): Verified =>
  arrival.kind === "pg"
    ? verifyPaymentCallback(merchant.callbackKeys.merchantKey, arrival.body)
    : verifyQrisCallback(merchant, arrival, receivedAt)

/** Writes down that a callback was turned away, and why. */
export const conclude = Effect.fnUntraced(function*(id: string, { kind }: Arrival, refused: Refused) {
  const callbacks = yield* ReceivedCallbacks
  const reason = reasonOf(refused)
  yield* Effect.logWarning("a callback was refused").pipe(Effect.annotateLogs({ kind, reason, callback: id }))
  yield* callbacks.conclude(id, { state: "refused", reason })
})

/**
 * Takes what was posted: its bytes are stored first, then it is found out whether Finpay sent them, and in one transaction
 * with that it is planned to ask Finpay. Gives the callback, which for one that came before is the first.
 *
 * Fails with the refusal for what Finpay did not send, which changed nothing and is kept to be seen.
 */
export const takeCallback = Effect.fnUntraced(
  function*(
    merchant: Merchant,
    arrival: Arrival
  ): Effect.fn.Return<Callback, Refused | JournalUnavailable, ReceivedCallbacks | SnapTokens> {
    const callbacks = yield* ReceivedCallbacks
    const receivedAt = yield* Clock.currentTimeMillis
    const id = yield* callbacks.receive(arrival)
    const verdict = yield* verify(merchant, arrival, receivedAt).pipe(
      Effect.tapError((error) => error._tag === "JournalUnavailable" ? Effect.void : conclude(id, arrival, error))
    )
    if (verdict.state === "unreadable") {
      yield* Effect.logWarning("a genuine callback could not be read").pipe(
        Effect.annotateLogs({ callback: id, reason: verdict.reason })
      )
    }
    return yield* callbacks.conclude(id, verdict)
  }
)
