import type { Facts } from "../world/Facts.ts"
import { chained, inTime, lawful, nothingLost, settled, unforged } from "./journal.ts"
import { neverMore, nothingStray, paidOnce, truthful } from "./money.ts"
import { reviewedInVain } from "./reviews.ts"
import { violating } from "./Violation.ts"
import type { Violation } from "./Violation.ts"

const alarms = ({ alarms }: Facts): ReadonlyArray<Violation> => alarms.map(violating("departure"))

const invariants = [
  paidOnce,
  neverMore,
  nothingStray,
  truthful,
  alarms,
  settled,
  chained,
  lawful,
  nothingLost,
  inTime,
  unforged,
  reviewedInVain
]

/** All that is wrong with a world that has ended. */
export const check = (facts: Facts): ReadonlyArray<Violation> => invariants.flatMap((invariant) => invariant(facts))
