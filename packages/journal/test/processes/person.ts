/** A person who decides what the journal cannot: looks at Finpay's own books, and closes it. */
import type { SimulatorService } from "@openfinpay/finpay-simulator"
import { Effect } from "effect"
import type { Journal } from "../../src/Journal.ts"
import type { Mutation } from "../../src/Mutation.ts"

/** A mutation that needed a person, and by which rule. */
export interface Review {
  readonly key: string
  readonly rule: string | undefined
}

const lookMillis = 250

const review = Effect.fnUntraced(function*(
  journal: Journal["Service"],
  simulator: SimulatorService,
  { amount, id, reference }: Mutation
) {
  const { refunds } = yield* Effect.orDie(simulator.order(reference))
  const as = refunds.some((one) => one.amount === amount) ? "applied" : "not_applied"
  yield* journal.close(id, { actor: "supervisor", reason: "seen in Finpay's books", as })
})

/** Looks again and again, for ever. A database that is away is looked at later. */
export const supervise = (
  journal: Journal["Service"],
  simulator: SimulatorService,
  tell: (review: Review) => void
): Effect.Effect<never> =>
  Effect.gen(function*() {
    const { mutations } = yield* journal.list({ states: ["needs_review"], limit: 500 })
    for (const mutation of mutations) {
      yield* review(journal, simulator, mutation)
      tell({ key: mutation.key, rule: mutation.evidence?.rule })
    }
  }).pipe(Effect.ignore, Effect.andThen(Effect.sleep(lookMillis)), Effect.forever)
