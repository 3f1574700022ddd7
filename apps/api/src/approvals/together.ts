import { countsAsRefunded } from "@openfinpay/finpay-journal"
import type { Journal, JournalUnavailable, Mutation } from "@openfinpay/finpay-journal"
import * as Effect from "effect/Effect"

/** What is given back, may be, or is about to be. */
const counts = (mutation: Mutation): boolean => mutation.state === "accepted" || countsAsRefunded(mutation)

/**
 * What was given back of an order, may have been or is about to be, in rupiah, but for the mutation with this key: one
 * large refund and many small ones of the same order are the same money.
 */
export const givenBackBesides = Effect.fnUntraced(
  function*(
    journal: Journal["Service"],
    reference: string,
    key: string
  ): Effect.fn.Return<number, JournalUnavailable> {
    let sum = 0
    let after: string | undefined = undefined
    do {
      const page: Effect.Success<ReturnType<Journal["Service"]["list"]>> = yield* journal.list({
        reference,
        limit: 500,
        ...(after === undefined ? {} : { after })
      })
      for (const mutation of page.mutations) {
        if (mutation.key !== key && counts(mutation)) sum += mutation.amount ?? 0
      }
      after = page.next
    } while (after !== undefined)
    return sum
  }
)
