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

const stepsOf = ({ state }: Mutation, closing: Closing, now: number): ReadonlyArray<Step> => {
  if (state === "accepted" && closing.as === "not_applied") return [withdrawn(closing, now)]
  if (state === "unknown") return [reviewed(closing), closed(closing, now)]
  return state === "needs_review" ? [closed(closing, now)] : []
}

const why = ({ state }: Mutation): string => {
  if (state === "accepted") return "it was not sent, so it can only be closed as not applied"
  return state === "sending" ? "it is being sent; wait for how that ends" : "it is settled already"
}

/** Ends a mutation as a person decided. */
export const close = Effect.fnUntraced(function*(store: Store, known: Mutation, closing: Closing) {
  const { changed, mutation } = yield* store.change(
    known,
    (current) => Effect.map(Clock.currentTimeMillis, (now) => stepsOf(current, closing, now))
  )
  if (!changed) return yield* new NotInState({ id: mutation.id, state: mutation.state, detail: why(mutation) })
  return mutation
})
