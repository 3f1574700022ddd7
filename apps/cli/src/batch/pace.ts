import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"

const nanosPerSecond = 1_000_000_000
const nanosPerMilli = 1_000_000

/** Lets so many pass in a second, evenly: who comes sooner waits. Without a rate nobody does. */
export const makePace = (perSecond: number | undefined): Effect.Effect<void> => {
  if (perSecond === undefined) return Effect.void
  const step = nanosPerSecond / perSecond
  let next = 0
  return Effect.flatMap(Clock.monotonicTimeNanos, (nanos) => {
    const now = Number(nanos)
    const turn = Math.max(now, next)
    next = turn + step
    return turn === now ? Effect.void : Effect.sleep(Math.ceil((turn - now) / nanosPerMilli))
  })
}
