import type * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type { Cancel } from "./VirtualTime.ts"

/** What a clock of the simulated world is made of. All in milliseconds. */
export interface ClockParts {
  /** Since 1970, as the machine believes: may be set. */
  readonly wall: () => number
  /** Cannot be set. */
  readonly steady: () => number
  readonly after: (millis: number, then: () => void) => Cancel
}

const nanos = (millis: number): bigint => BigInt(Math.round(millis)) * 1_000_000n

/** An Effect Clock of the simulated world. */
export const makeClock = ({ after, steady, wall }: ClockParts): Clock.Clock => ({
  currentTimeMillisUnsafe: wall,
  currentTimeMillis: Effect.sync(wall),
  currentTimeNanosUnsafe: () => nanos(wall()),
  currentTimeNanos: Effect.sync(() => nanos(wall())),
  monotonicTimeNanosUnsafe: () => nanos(steady()),
  monotonicTimeNanos: Effect.sync(() => nanos(steady())),
  sleep: (duration) => {
    const millis = Duration.toMillis(duration)
    if (millis <= 0) return Effect.yieldNow
    if (!Number.isFinite(millis)) return Effect.never
    return Effect.callback<void>((resume) => {
      const cancel = after(millis, () => resume(Effect.void))
      return Effect.sync(cancel)
    })
  }
})
