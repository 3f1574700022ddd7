import { countsAsRefunded } from "@openfinpay/finpay-journal"
import type { Journal, JournalUnavailable, Mutation } from "@openfinpay/finpay-journal"
import * as Effect from "effect/Effect"

/** A mutation of an order that gave money back, may have, or is about to. */
export type GivenBack = Pick<Mutation, "id" | "key" | "amount" | "operation" | "state">

/** What is given back, may be, or is about to be. */
const counts = (mutation: Mutation): boolean => mutation.state === "accepted" || countsAsRefunded(mutation)

/** What mutations come to together, in rupiah. */
export const sumOf = (givenBack: ReadonlyArray<GivenBack>): number =>
  givenBack.reduce((sum, { amount = 0 }) => sum + amount, 0)

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

/**
 * What was given back of an order, may have been or is about to be, in rupiah, but for the mutation with this key: one
 * large refund and many small ones of the same order are the same money.
 */
export const givenBackBesides = Effect.fnUntraced(function*(
  journal: Journal["Service"],
  reference: string,
  key: string
): Effect.fn.Return<number, JournalUnavailable> {
  let sum = 0
  yield* eachGivenBack(journal, [reference], (_, givenBack) => {
    sum = sumOf(givenBack.filter((mutation) => mutation.key !== key))
  })
  return sum
})
