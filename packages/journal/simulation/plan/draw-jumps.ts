import type { Draws } from "../draws.ts"
import type { ClockJump } from "./Plan.ts"

const minute = 60_000
const hour = 60 * minute

const drawJump = (draws: Draws): ReadonlyArray<ClockJump> => {
  const at = draws.between(4_000, 60_000)
  const size = draws.pick([30_000, 3 * minute, 10 * minute, hour, 24 * hour])
  const byMillis = draws.chance(0.6) ? size : -size
  // Somebody notices a clock that is far behind: nothing that is due later is done until then.
  const isNoticed = byMillis < -3 * minute || draws.chance(0.4)
  return isNoticed
    ? [{ at, byMillis }, { at: at + draws.between(5_000, 180_000), byMillis: -byMillis }]
    : [{ at, byMillis }]
}

/** In a third of all worlds the clock is set. */
export const drawJumps = (draws: Draws): ReadonlyArray<ClockJump> =>
  draws.chance(0.35) ? Array.from({ length: draws.pick([1, 1, 2]) }, () => drawJump(draws)).flat() : []
