import { countsAsRefunded } from "@openfinpay/finpay-journal"
import type { Journal, JournalUnavailable, Mutation } from "@openfinpay/finpay-journal"
import * as Effect from "effect/Effect"

/** A mutation of an order that gave money back, may have, or is about to. */
export type GivenBack = Pick<Mutation, "id" | "key" | "amount" | "operation" | "state">

const counts = (mutation: Mutation): boolean => mutation.state === "accepted" || countsAsRefunded(mutation)

/** How many orders are looked up at a time. */
const ordersAtATime = 200

/**
 * Looks up what was given back of many orders, some orders at a time, so that no number of them fills the memory: `use`
 * is told of each order of which something was, with all of it.
 */
export const eachGivenBack = Effect.fnUntraced(function*(
  journal: Journal["Service"],
  orders: ReadonlyArray<string>,
  use: (order: string, givenBack: ReadonlyArray<GivenBack>) => void
): Effect.fn.Return<void, JournalUnavailable> {
  for (let at = 0; at < orders.length; at += ordersAtATime) {
    const references = orders.slice(at, at + ordersAtATime)
    const found = new Map<string, Array<GivenBack>>()
    let after: string | undefined = undefined
    do {
      const page: Effect.Success<ReturnType<Journal["Service"]["list"]>> = yield* journal.list({
        references,
        limit: 500,
        ...(after === undefined ? {} : { after })
      })
      for (const mutation of page.mutations.filter(counts)) {
        const { amount, id, key, operation, reference, state } = mutation
        const known = found.get(reference) ?? []
        known.push({ id, key, operation, state, ...(amount === undefined ? {} : { amount }) })
        found.set(reference, known)
      }
      after = page.next
    } while (after !== undefined)
    for (const [order, givenBack] of found) use(order, givenBack)
    yield* Effect.yieldNow
  }
})
