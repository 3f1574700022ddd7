import type { JournalUnavailable, Mutation } from "@openfinpay/finpay-journal"
import * as Effect from "effect/Effect"
import { problemTypes } from "../contract/problem-types.ts"
import { JournalUnavailableProblem } from "../contract/problems.ts"
import { problemFacts } from "../http/occurrence.ts"
import { factsOfMutation } from "./to-problem.ts"

/**
 * The journal cannot be used. `not-processed` says that this request was certainly not written down, so that nothing of
 * it was sent or will be.
 */
export const failJournalUnavailable = Effect.fnUntraced(function*(
  { detail, nextStep, reason }: JournalUnavailable,
  operationState: "not-processed" | "unknown",
  mutation?: Mutation
) {
  // Where the database is and what it said is for the log.
  const facts = yield* problemFacts(
    problemTypes.journalUnavailable,
    `The journal's database cannot be used: ${reason}.`,
    operationState
  )
  yield* Effect.logError(`the journal cannot be used: ${detail}. ${nextStep}`).pipe(
    Effect.annotateLogs({ instance: facts.instance, reason })
  )
  return yield* new JournalUnavailableProblem({
    ...facts,
    // Under the same key it is the same mutation, so repeating it cannot do it twice whatever became of this request.
    safeToRetry: true,
    reason,
    ...(mutation === undefined ? {} : factsOfMutation(mutation))
  })
})

/** With these a change was certainly not committed; with the others it may have been, when the line broke after it. */
const neverCommitted: ReadonlyArray<JournalUnavailable["reason"]> = ["full", "read-only", "locked", "newer", "damaged"]

/** The journal could not be written. */
export const failNotWritten = (error: JournalUnavailable) =>
  failJournalUnavailable(error, neverCommitted.includes(error.reason) ? "not-processed" : "unknown")

/** The journal could not be read, so this request did nothing. */
export const failNotRead = (error: JournalUnavailable) => failJournalUnavailable(error, "not-processed")
