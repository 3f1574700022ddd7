import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import { Merchants } from "../merchants/Merchants.ts"
import type { Callback } from "./Callback.ts"
import { ReceivedCallbacks } from "./ReceivedCallbacks.ts"
import { SnapTokens } from "./SnapTokens.ts"
import { conclude, verify } from "./take-callback.ts"

const every = "30 seconds"

const take = Effect.fnUntraced(function*(callback: Callback) {
  const merchant = yield* (yield* Merchants).find(callback.merchant)
  if (merchant === undefined) return
  const callbacks = yield* ReceivedCallbacks
  // Its token was not kept, as no secret is, so that it cannot be checked any more. Finpay got no answer to it.
  if (callback.kind === "qris" && merchant.callbackKeys.notificationSigner?.style === "symmetric") {
    yield* callbacks.conclude(callback.id, { state: "refused", reason: "interrupted" })
    return
  }
  yield* verify(merchant, callback, callback.receivedAt).pipe(
    Effect.flatMap((verdict) => callbacks.conclude(callback.id, verdict)),
    Effect.catchTags({
      CallbackRefused: (refused) => conclude(callback.id, callback, refused),
      QrisNotificationRefused: (refused) => conclude(callback.id, callback, refused)
    })
  )
})

const takeAll = Effect.gen(function*() {
  const callbacks = yield* ReceivedCallbacks
  yield* Effect.forEach(yield* callbacks.leftBehind, take, { discard: true })
}).pipe(Effect.catch(({ message }) => Effect.logWarning(`callbacks could not be looked for: ${message}`)))

/** Looks at callbacks that a server stored and died before it looked at them: at the start, and every so often. */
export const layerLeftBehind: Layer.Layer<never, never, Merchants | ReceivedCallbacks | SnapTokens> = Layer
  .effectDiscard(
    takeAll.pipe(Effect.repeat(Schedule.spaced(every)), Effect.forkScoped)
  )
