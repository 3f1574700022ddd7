import type { Draws } from "../draws.ts"
import type { Incident, Trigger } from "./Plan.ts"

const edges = ["before", "after"] as const

/** Mostly around the moment a mutation leaves: everywhere else there is little to lose. */
const drawTrigger = (draws: Draws): Trigger => {
  const edge = draws.pick(edges)
  const kind = draws.unit()
  if (kind < 0.65) {
    return { mutation: draws.pick([1, 1, 1, 2, 3]), stepsLater: draws.pick([0, 0, 0, 1, 2, 3, 5, 8]), edge }
  }
  if (kind < 0.85) return { step: draws.between(1, 160), edge }
  return { at: draws.between(3_000, 40_000) }
}

const drawWhat = (draws: Draws): Incident["what"] => {
  const kind = draws.unit()
  if (kind < 0.6) return { kind: "kill", downMillis: draws.pick([200, 1_000, 5_000, 20_000]) }
  if (kind < 0.75) return { kind: "stop", downMillis: draws.pick([200, 3_000]) }
  return { kind: "freeze", millis: draws.pick([500, 6_000, 12_000, 20_000]) }
}

/** What befalls the processes: nothing, or up to three things. */
export const drawIncidents = (draws: Draws, processes: number): ReadonlyArray<Incident> =>
  Array.from({ length: draws.pick([0, 1, 1, 1, 2, 3]) }, () => ({
    process: draws.between(0, processes - 1),
    life: draws.pick([1, 1, 1, 2]),
    when: drawTrigger(draws),
    what: drawWhat(draws)
  }))
