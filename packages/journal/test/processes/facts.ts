/** What is there in the end: what the journal says, what Finpay did, and what callers were told. */
import type { OrderView, RequestRecord, SimulatorService } from "@openfinpay/finpay-simulator"
import { Effect } from "effect"
import type { AuditEvent, AuditEventName } from "../../src/audit/AuditEvent.ts"
import type { Verification } from "../../src/audit/verify.ts"
import type { Journal, MutationFilter } from "../../src/Journal.ts"
import type { Mutation } from "../../src/Mutation.ts"
import type { Told } from "./callers.ts"
import type { Review } from "./person.ts"
import type { Wanted } from "./protocol.ts"

/** A mutation, and all that happened to it. */
export interface Kept {
  readonly mutation: Mutation
  readonly events: ReadonlyArray<AuditEvent>
}

/** All that can be known of a run. */
export interface Facts {
  readonly wanted: ReadonlyArray<Wanted>
  readonly told: ReadonlyArray<Told>
  readonly reviews: ReadonlyArray<Review>
  readonly kept: ReadonlyArray<Kept>
  readonly verification: Verification
  /** Finpay's own books. */
  readonly orders: ReadonlyArray<OrderView>
  /** The refunds Finpay was asked for. */
  readonly requests: ReadonlyArray<RequestRecord>
  /** What the workers wrote to their standard error. */
  readonly log: string
}

/** All that happened to a mutation, a line each. */
export const storyOf = ({ events }: Kept): string =>
  events.map(({ at, event, reason, to }) => `\n    ${new Date(at).toISOString()} ${event}: ${to} (${reason})`).join("")

const listAll = Effect.fnUntraced(function*(journal: Journal["Service"], filter: MutationFilter = {}) {
  const all: Array<Mutation> = []
  for (let after: string | undefined;;) {
    const page = yield* journal.list({ ...filter, limit: 500, ...(after === undefined ? {} : { after }) })
    all.push(...page.mutations)
    if (page.next === undefined) return all
    after = page.next
  }
})

const withHistory = (journal: Journal["Service"], mutations: ReadonlyArray<Mutation>) =>
  Effect.forEach(
    mutations,
    (mutation) => Effect.map(journal.history(mutation.id), (events): Kept => ({ mutation, events }))
  )

const underWay: MutationFilter = { states: ["accepted", "sending", "unknown", "needs_review"] }

const untilNothingIsUnderWay = Effect.fnUntraced(function*(journal: Journal["Service"]) {
  for (;;) {
    const left = yield* Effect.result(journal.list({ ...underWay, limit: 1 }))
    if (left._tag === "Success" && left.success.mutations.length === 0) return
    yield* Effect.sleep(200)
  }
})

/** How long a test may take, on a machine that has much else to do. */
export const longestMillis = 1_200_000

/** How long it may take until nothing is under way, once nobody is killed any more. */
const longestRestMillis = 400_000

/** Waits until those who ask have their answers and no mutation is under way. If that never is, tells what is left. */
export const untilQuiet = <E>(journal: Journal["Service"], asking: Effect.Effect<unknown, E>) =>
  Effect.timeoutOrElse(Effect.andThen(asking, untilNothingIsUnderWay(journal)), {
    duration: longestRestMillis,
    orElse: () =>
      Effect.gen(function*() {
        const left = yield* withHistory(journal, yield* listAll(journal, underWay))
        const stories = left.map((one) => `\n  ${one.mutation.key}${storyOf(one)}`)
        return yield* Effect.die(new Error(`it did not come to rest; under way are:${stories.join("")}`))
      })
  })

/** Gathers the facts when all is quiet. */
export const gatherFacts = Effect.fnUntraced(function*(
  journal: Journal["Service"],
  simulator: SimulatorService,
  run: Pick<Facts, "wanted" | "told" | "reviews" | "log">
) {
  const facts: Facts = {
    ...run,
    kept: yield* withHistory(journal, yield* listAll(journal)),
    verification: yield* journal.verify(),
    orders: yield* simulator.orders,
    requests: yield* simulator.requests({ operation: "refund" })
  }
  return facts
}, Effect.orDie)

/** How often something happened to a mutation. */
export const countEvents = ({ kept }: Facts, name: AuditEventName): number =>
  kept.flatMap(({ events }) => events).filter(({ event }) => event === name).length
