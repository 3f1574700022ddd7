import type { Journal } from "@openfinpay/finpay-journal"
import * as Effect from "effect/Effect"

/**
 * Tells the journal that news of payments came: what is unknown about them is asked at Finpay now, not when it is due.
 * The news itself decides nothing, so that a journal which cannot be told only asks later.
 */
export const tellJournal = Effect.fnUntraced(function*(
  journal: Journal["Service"],
  references: ReadonlyArray<string>,
  what: string
) {
  yield* Effect.forEach(new Set(references), (reference) => journal.news(reference, what), { discard: true }).pipe(
    Effect.catchTag("JournalUnavailable", ({ message }) => Effect.logWarning(message))
  )
})
