import { type Outcome, outcomes } from "./LineResult.ts"
import type { OutcomeTotal } from "./Workspace.ts"

/** How many lines ended how, while they do. */
export interface Tally {
  readonly count: (outcome: Outcome) => void
  readonly done: () => number
  /** The outcomes there are, in their order. */
  readonly counts: () => ReadonlyArray<readonly [Outcome, number]>
}

/** Counts on from what is known. */
export const makeTally = (known: ReadonlyArray<OutcomeTotal>): Tally => {
  const counted = new Map(known.map(({ lines, outcome }) => [outcome, lines]))
  return {
    count: (outcome) => counted.set(outcome, (counted.get(outcome) ?? 0) + 1),
    done: () => [...counted.values()].reduce((sum, count) => sum + count, 0),
    counts: () =>
      outcomes.flatMap((outcome) => {
        const count = counted.get(outcome) ?? 0
        return count === 0 ? [] : [[outcome, count] as const]
      })
  }
}
