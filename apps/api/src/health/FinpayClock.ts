import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

/** A `Date` header has whole seconds: what it says is half a second late on average. */
const halfSecond = 500

/**
 * How far this machine's clock is from Finpay's, by the header `Date` of its last answer. It costs no call. SNAP refuses a
 * call whose time is some minutes off.
 */
export class FinpayClock extends Context.Service<FinpayClock, {
  /** Takes the `Date` of an answer that begins now. */
  readonly hear: (date: string) => void
  /** How far this machine is ahead, in seconds; `null` before the first answer. */
  readonly skewSeconds: Effect.Effect<number | null>
}>()("@openfinpay/finpay-api/health/FinpayClock") {
  static readonly layer: Layer.Layer<FinpayClock> = Layer.effect(
    FinpayClock,
    Effect.map(Clock.Clock, (clock) => {
      let skew: number | null = null
      return FinpayClock.of({
        hear: (date) => {
          const theirs = Date.parse(date)
          if (!Number.isFinite(theirs)) return
          skew = Math.round((clock.currentTimeMillisUnsafe() - theirs - halfSecond) / 1000)
        },
        skewSeconds: Effect.sync(() => skew)
      })
    })
  )
}
