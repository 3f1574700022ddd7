import { exitCodes } from "../exit-codes.ts"
import { exitCodeOf } from "../failure.ts"
import { isRefused, isUndecided, type Outcome } from "./LineResult.ts"
import type { StopReason } from "./Stop.ts"
import type { OutcomeTotal } from "./Workspace.ts"

/** How many lines ended in such a way. */
export const linesOf = (outcomes: ReadonlyArray<OutcomeTotal>, isMeant: (outcome: Outcome) => boolean): number =>
  outcomes.reduce((sum, { lines, outcome }) => sum + (isMeant(outcome) ? lines : 0), 0)

/**
 * The exit code of a batch: what is not known goes first, then why it stopped, then what was refused. Without its results
 * nobody knows which line was given back.
 */
export const exitCodeOfBatch = (
  outcomes: ReadonlyArray<OutcomeTotal>,
  stopped: StopReason | undefined,
  isWritten: boolean
): number => {
  if (linesOf(outcomes, isUndecided) > 0 || !isWritten) return exitCodes.unknown
  if (stopped?.kind === "failure") return exitCodeOf(stopped.failure)
  if (linesOf(outcomes, (outcome) => outcome === "not_sent") > 0) return exitCodes.stopped
  return linesOf(outcomes, isRefused) > 0 ? exitCodes.refused : exitCodes.done
}
