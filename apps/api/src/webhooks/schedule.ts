import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"

/** How long after the attempt before each attempt is made, in seconds; the first one at once. Others are for tests. */
export const Delays = Context.Reference<ReadonlyArray<number>>("@openfinpay/finpay-api/webhooks/Delays", {
  defaultValue: () => [0, 5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400]
})

/** How much longer than its time a wait may be, so that not all come back at the same moment. */
const jitter = 0.1

/** The wait before the next attempt in seconds, after so many; `undefined` when that was the last one. */
export const nextDelay = Effect.fnUntraced(function*(tries: number) {
  const delay = (yield* Delays)[tries]
  return delay === undefined ? undefined : delay * (1 + jitter * (yield* Random.next))
})
