import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { NotInState } from "./JournalError.ts"
import type { ClosedAs, Mutation } from "./Mutation.ts"
import type { Step, Store } from "./store/Store.ts"

/** A person's decision. */
export interface Closing {
  readonly actor: string
  readonly reason: string
  readonly as: ClosedAs
  /** It is closed already, and otherwise: what was decided then turned out to be wrong. */
  readonly correcting?: boolean
}

const withdrawn = ({ actor, reason }: Closing, now: number): Step => ({
  changes: { state: "rejected", decidedBy: "person", settledAt: now },
  told: { event: "withdrawn", actor, reason }
})

const reviewed = ({ actor, reason }: Closing): Step => ({
  changes: { state: "needs_review" },
  told: { event: "review", actor, reason }
})

const closed = ({ actor, as, reason }: Closing, now: number): Step => ({
  changes: { state: "closed", closedAs: as, decidedBy: "person", settledAt: now },
  told: { event: "closed", actor, reason, detail: { as } }
})

/** What Finpay said itself stands above a person's word. */
const saidOtherwise = ({ answer, error }: Mutation, as: ClosedAs): boolean =>
  as === "applied"
    ? answer === undefined && error !== undefined && error._tag !== "OutcomeUnknown"
    : answer !== undefined

const stepsOf = (current: Mutation, closing: Closing, now: number): ReadonlyArray<Step> => {
  const { closedAs, state } = current
  if (state === "accepted" && closing.as === "not_applied") return [withdrawn(closing, now)]
  if (state === "unknown") return [reviewed(closing), closed(closing, now)]
  // Only where it is meant: of two who decide at once, one is told.
  const isCorrection = closing.correcting === true && state === "closed" && closedAs !== closing.as &&
    !saidOtherwise(current, closing.as)
  return state === "needs_review" || isCorrection ? [closed(closing, now)] : []
}

/** Why a mutation cannot be closed so. */
export type NotClosable = "not-sent" | "sending" | "settled" | "closed-so" | "answered-otherwise" | "closed-otherwise"

/**
 * Why a mutation that was not closed cannot be.
 *
 * @example
 * ```ts
 * import { accountOf, Journal, layerSqlite, notClosable } from "@openfinpay/finpay-journal"
 * import { Finpay, localConfig } from "@openfinpay/finpay-transport"
 * import { Effect, Layer } from "effect"
 * import { FetchHttpClient } from "effect/http"
 *
 * const config = localConfig() // the simulator; or configFromEnv
 * const live = Journal.layer({ account: accountOf(config) }).pipe(
 *   Layer.provide(layerSqlite({ file: "journal.sqlite" })), // or layerPostgres({ url })
 *   Layer.provide(Finpay.layer(config).pipe(Layer.provide(FetchHttpClient.layer)))
 * )
 *
 * const refused = Effect.gen(function*() {
 *   const journal = yield* Journal
 *   const { mutation } = yield* journal.submit({
 *     operation: "refund",
 *     request: { order: { id: "INV-4", amount: 22000 } },
 *     key: "return-4",
 *     actor: "shop"
 *   }, { waitMillis: 10_000 })
 *   return notClosable(mutation, "not_applied")
 * })
 * Effect.runPromise(Effect.provide(refused, live)) // => "settled"
 * ```
 */
export const notClosable = (current: Mutation, as: ClosedAs): NotClosable => {
  const { closedAs, state } = current
  if (state === "accepted") return "not-sent"
  if (state === "sending") return "sending"
  if (state !== "closed") return "settled"
  if (closedAs === as) return "closed-so"
  return saidOtherwise(current, as) ? "answered-otherwise" : "closed-otherwise"
}

const why = (current: Mutation, { as }: Closing): string => {
  const reasons: Readonly<Record<NotClosable, string>> = {
    "not-sent": "it was not sent, so it can only be closed as not applied",
    "sending": "it is being sent; wait for how that ends",
    "settled": "it is settled already",
    "closed-so": `it is closed as ${as} already`,
    "answered-otherwise": "Finpay answered otherwise",
    "closed-otherwise": `it is closed as ${current.closedAs}; say so to correct that`
  }
  return reasons[notClosable(current, as)]
}

/** Ends a mutation as a person decided, or corrects what a person decided before. */
export const close = Effect.fnUntraced(function*(store: Store, known: Mutation, closing: Closing) {
  const { changed, mutation } = yield* store.change(
    known,
    (current) => Effect.map(Clock.currentTimeMillis, (now) => stepsOf(current, closing, now))
  )
  if (!changed) return yield* new NotInState({ id: mutation.id, state: mutation.state, detail: why(mutation, closing) })
  return mutation
})
