import type { JournaledOperation, Mutation, MutationPage, MutationState } from "@openfinpay/finpay-journal"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import { given } from "../input/given.ts"
import { loadJournal } from "../journal/load.ts"
import { answer } from "../output/answer.ts"
import { mutationJson } from "../output/mutation.ts"
import { rupiah, table, wibOf } from "../output/text.ts"

/** The states of a mutation; the journal's own list is loaded only when it is needed. */
export const states = [
  "accepted",
  "sending",
  "succeeded",
  "rejected",
  "unknown",
  "not_applied",
  "needs_review",
  "closed"
] as const satisfies ReadonlyArray<MutationState>

/** The operations of the journal; its own list is loaded only when it is needed. */
export const operations = ["refund", "void", "cancel", "qrisRefund"] as const satisfies ReadonlyArray<
  JournaledOperation
>

const mostRows = 500

const rowOf = ({ acceptedAt, actor, amount, id, operation, reference, state }: Mutation): ReadonlyArray<string> => [
  id,
  wibOf(acceptedAt),
  operation,
  reference,
  rupiah(amount) ?? "",
  state,
  actor
]

const tell = ({ mutations, next }: MutationPage) => {
  const heading = ["MUTATION", "SINCE", "OPERATION", "ORDER", "AMOUNT", "STATE", "ASKED BY"]
  return answer({
    json: { mutations: mutations.map((one) => ({ ...mutationJson(one), error: one.error })), next },
    text: table(heading, mutations.map(rowOf)) + (next === undefined ? "" : `There are more: --after ${next}\n`)
  })
}

/** `finpay mutations list`: what was asked for, newest first. */
export const mutationsList = Command.make(
  "list",
  {
    state: Flag.Literals("state", states).pipe(
      Flag.withDescription("Only those that stand here; can be repeated"),
      Flag.between(0, states.length)
    ),
    operation: Flag.Literals("operation", operations).pipe(
      Flag.withDescription("Only those of this operation"),
      Flag.optional
    ),
    order: Flag.String("order").pipe(
      Flag.withDescription("Only those of this order; for QRIS, of this reference of Finpay's"),
      Flag.optional
    ),
    limit: Flag.Int("limit").pipe(
      Flag.withDefault(50),
      Flag.filter((limit) => limit >= 1 && limit <= mostRows, () => `Expected 1 to ${mostRows}`),
      Flag.withDescription("At most so many (default: 50)")
    ),
    after: Flag.String("after").pipe(
      Flag.withMetavar("ID"),
      Flag.withDescription("Those that come after this one in the list: the next page"),
      Flag.optional
    )
  },
  Effect.fnUntraced(function*({ after, limit, operation, order, state }) {
    const { withRecords } = yield* loadJournal
    const page = yield* withRecords((journal) =>
      journal.list({
        limit,
        ...(state.length === 0 ? {} : { states: state }),
        ...given("operation", operation),
        ...given("reference", order),
        ...given("after", after)
      })
    )
    yield* tell(page)
  })
).pipe(
  Command.withDescription("List what was asked for, newest first"),
  Command.withExamples([
    { command: "finpay mutations list --state unknown --state needs_review", description: "What is not settled" },
    { command: "finpay mutations list --order INV-1", description: "Everything that was done to INV-1" }
  ])
)
