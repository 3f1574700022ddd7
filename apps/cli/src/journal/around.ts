/** What else is to be known when a change is told: what it waits for, and what was sent beside it. */
import type { Journal, Mutation, MutationState } from "@openfinpay/finpay-journal"
import * as Effect from "effect/Effect"

type Reader = Pick<Journal["Service"], "get" | "list">

/** The most that is looked at of one order, and of what earlier commands left behind. */
const most = 500

const notSettled: ReadonlyArray<MutationState> = ["accepted", "sending", "unknown", "needs_review"]

/** What of its order a change that was not sent waits for: what is open, and what was asked for before it. */
export const inFrontOf = (journal: Reader, { acceptedAt, id, reference }: Mutation) =>
  journal.list({ reference, states: notSettled, limit: most }).pipe(
    Effect.map(({ mutations }) =>
      mutations.filter((other) => other.id !== id && (other.state !== "accepted" || other.acceptedAt < acceptedAt))
    ),
    Effect.orElseSucceed((): ReadonlyArray<Mutation> => [])
  )

/** What waits behind an open change: it is sent once that one is settled. */
export const waitingBehind = (journal: Reader, { id, reference, state }: Mutation) =>
  state === "accepted" ? Effect.succeed<ReadonlyArray<Mutation>>([]) : Effect.map(
    journal.list({ reference, states: ["accepted"], limit: most }),
    ({ mutations }) => mutations.filter((other) => other.id !== id).toReversed()
  )

/** The ids of what earlier commands wrote down and did not send. Asked for as the journal opens, which sends it. */
export const leftBehind = Effect.fnUntraced(function*(journal: Reader, openedAt: number) {
  const { mutations } = yield* journal.list({ states: ["accepted", "sending"], limit: most })
  return mutations
    .filter(({ acceptedAt, sendingAt = openedAt }) => acceptedAt < openedAt && sendingAt >= openedAt)
    .map(({ id }) => id)
})

/** What became of what earlier commands left behind: that which does not wait any more, oldest first. */
export const alsoDone = (journal: Reader, left: ReadonlyArray<string>) =>
  Effect.forEach(left.toReversed(), (id) => Effect.option(journal.get(id))).pipe(
    Effect.map((found) =>
      found.flatMap((one) => one._tag === "Some" && one.value.state !== "accepted" ? [one.value] : [])
    )
  )
