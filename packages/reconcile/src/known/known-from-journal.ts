import type { Journal, JournalUnavailable, Mutation, MutationFilter } from "@openfinpay/finpay-journal"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { Known, KnownEntry } from "../Known.ts"
import type { Outcome } from "../report/ReportLine.ts"

const pageLimit = 500

const outcomeOf = ({ closedAs, state }: Mutation): Outcome => {
  switch (state) {
    case "succeeded":
      return "done"
    case "closed":
      return closedAs === "applied" ? "done" : "not_done"
    case "accepted":
    case "rejected":
    case "not_applied":
      return "not_done"
    case "sending":
    case "unknown":
    case "needs_review":
      return "unknown"
  }
}

/**
 * What a mutation says about money, if anything: a refund, a void or a QRIS refund gives some back, a cancel moves none.
 *
 * A void takes a payment back before it is settled, so a report of what was settled may leave it out. What was only
 * accepted has certainly not been sent, and counts as not done. For entries that are known to a report by another
 * reference than the journal's, change `reference` before they are compared.
 *
 * @example
 * ```ts
 * import { accountOf, Journal, layerSqlite } from "@openfinpay/finpay-journal"
 * import { knownEntryOf } from "@openfinpay/finpay-reconcile"
 * import { Finpay, localConfig } from "@openfinpay/finpay-transport"
 * import { Effect, Layer } from "effect"
 * import { FetchHttpClient } from "effect/http"
 *
 * const config = localConfig() // the simulator; or configFromEnv
 * const live = Journal.layer({ account: accountOf(config) }).pipe(
 *   Layer.provide(layerSqlite({ file: "journal.sqlite" })),
 *   Layer.provide(Finpay.layer(config).pipe(Layer.provide(FetchHttpClient.layer)))
 * )
 *
 * const refunded = Effect.gen(function*() {
 *   const journal = yield* Journal
 *   const refund = { operation: "refund", request: { order: { id: "INV-3", amount: 22000 } } } as const
 *   const by = { key: "return-3", actor: "shop" }
 *   const { mutation } = yield* journal.submit({ ...refund, ...by }, { waitMillis: 10_000 })
 *   return knownEntryOf(mutation)?.outcome
 * })
 * Effect.runPromise(Effect.provide(refunded, live)) // => "done"
 * ```
 */
export const knownEntryOf = (mutation: Mutation): KnownEntry | undefined => {
  const { acceptedAt, amount, id, operation, reference, sendingAt, state } = mutation
  if (amount === undefined || operation === "cancel") return undefined
  const entry = { reference, kind: "refund", amount, outcome: outcomeOf(mutation), state, mutationId: id } as const
  return { ...entry, at: sendingAt ?? acceptedAt, ...(operation === "void" ? { optional: true } : {}) }
}

const mutationsOf = (
  journal: Journal["Service"],
  filter: MutationFilter
): Stream.Stream<Mutation, JournalUnavailable> =>
  Stream.paginate(
    filter,
    (page) =>
      Effect.map(
        journal.list({ limit: pageLimit, ...page }),
        ({ mutations, next }) =>
          [mutations, next === undefined ? Option.none() : Option.some({ ...page, after: next })] as const
      )
  )

/**
 * What the journal knows: all refunds, and nothing of payments.
 *
 * Read more than the time the report covers (a day on each side), and give {@link reconcile} that time as `period`.
 * Reading its entries fails with `JournalUnavailable`.
 *
 * @example
 * ```ts
 * import { accountOf, Journal, layerSqlite } from "@openfinpay/finpay-journal"
 * import { knownFromJournal } from "@openfinpay/finpay-reconcile"
 * import { Finpay, localConfig } from "@openfinpay/finpay-transport"
 * import { Effect, Layer, Stream } from "effect"
 * import { FetchHttpClient } from "effect/http"
 *
 * const config = localConfig() // the simulator; or configFromEnv
 * const live = Journal.layer({ account: accountOf(config) }).pipe(
 *   Layer.provide(layerSqlite({ file: "journal.sqlite" })),
 *   Layer.provide(Finpay.layer(config).pipe(Layer.provide(FetchHttpClient.layer)))
 * )
 *
 * const sinceTomorrow = Effect.gen(function*() {
 *   const { entries } = knownFromJournal(yield* Journal, { since: Date.now() + 86_400_000 })
 *   return yield* Stream.runCollect(entries)
 * })
 * Effect.runPromise(Effect.provide(sinceTomorrow, live)) // => []
 * ```
 */
export const knownFromJournal = (
  journal: Journal["Service"],
  filter: Pick<MutationFilter, "since" | "until"> = {}
): Known<JournalUnavailable> => ({
  kinds: ["refund"],
  entries: mutationsOf(journal, filter).pipe(
    Stream.map(knownEntryOf),
    Stream.filter((entry) => entry !== undefined)
  )
})
