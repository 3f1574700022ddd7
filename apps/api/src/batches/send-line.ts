import { mayBeAskedAgain } from "@openfinpay/finpay-journal"
import type { Journal, JournalUnavailable, Mutation, SubmitError } from "@openfinpay/finpay-journal"
import * as Effect from "effect/Effect"
import type { SqlClient } from "effect/sql/SqlClient"
import { approvedBy } from "../approvals/approved-by.ts"
import { givenBackBesides } from "../approvals/given-back.ts"
import { lockOrder } from "../approvals/lock-order.ts"
import { transact } from "../database/transact.ts"
import { fingerprint } from "../idempotency/fingerprint.ts"
import type { Idempotency, KeyOfOther } from "../idempotency/Idempotency.ts"
import type { Merchant } from "../merchants/Merchant.ts"
import { keyOfLine } from "./Batch.ts"
import type { Batch, BatchLine, LineResult } from "./Batch.ts"
import { resultOf } from "./line-result.ts"

/** How often a line that was certainly not processed, for a reason outside of it, is sent again before it is given up. */
const mostAttempts = 5

/** How long is waited in one go for a line that is being sent. */
const lookMillis = 500

/** How long a line may wait for another change of its order before it makes room for the next one. */
const patienceMillis = 2_000

const actorOf = ({ approved, createdBy, decidedBy }: Batch): string =>
  approved && decidedBy !== undefined ? approvedBy(createdBy, decidedBy) : createdBy

const isOnItsWay = ({ state }: Mutation): boolean => state === "accepted" || state === "sending"

/** It waits for another change of its order, so waiting for it would hold the others up. */
const waitedLong = ({ state }: Mutation, waited: number): boolean => state === "accepted" && waited >= patienceMillis

/** While it is sent, or about to be: a bounded number of lines is on its way at a time. */
const whileItIsSent = Effect.fnUntraced(function*(journal: Journal["Service"], begun: Mutation) {
  let mutation = begun
  for (let waited = 0; isOnItsWay(mutation) && !waitedLong(mutation, waited); waited += lookMillis) {
    mutation = yield* journal.wait(mutation.id, lookMillis).pipe(Effect.catchTag("MutationNotFound", Effect.die))
  }
  return mutation
})

/** What became of a line, how often it was tried in vain, and its mutation where it has one. */
export interface SentLine {
  readonly result: LineResult
  readonly attempts: number
  readonly mutation?: Mutation
}

const refusedHere = (state: LineResult["state"], detail: string, mutationId?: string) => ({
  result: { state, detail, ...(mutationId === undefined ? {} : { mutationId }) }
})

const overLimit = refusedHere(
  "over_limit",
  "Together with what was given back of its order in the meantime it is above what one person may do. Ask for it by " +
    "itself: POST /v1/payments/{order}/refunds."
)

const requestOf = ({ amount, order }: BatchLine) => ({ order: { id: order, amount } })

/** What the journal says to a line, or why it was not asked. */
type Given = { readonly mutation: Mutation } | { readonly result: LineResult }

/** What lines are given to the journal with. */
export interface SendingParts {
  readonly sql: SqlClient
  readonly idempotency: Idempotency["Service"]
}

/** Gives lines of a batch to the journal. */
export const makeSendLine = (
  { idempotency, sql }: SendingParts,
  { account, approvalAbove, journal }: Merchant,
  batch: Batch
) => {
  const actor = actorOf(batch)

  const submit = (line: BatchLine): Effect.Effect<Given, SubmitError> =>
    Effect.map(
      journal.submit({
        operation: "refund",
        request: requestOf(line),
        key: keyOfLine(batch.id, line),
        actor
      }, line.key === undefined && !batch.again ? { refuseSimilar: "ever" } : {}),
      ({ mutation }) => ({ mutation })
    )

  // What was looked at when the file came may have changed since, in a refund that somebody asked for by itself.
  const submitWithin = (line: BatchLine, above: number) =>
    transact(
      sql,
      Effect.gen(function*() {
        yield* lockOrder(sql, account, line.order)
        const others = yield* givenBackBesides(journal, line.order, keyOfLine(batch.id, line))
        return others + line.amount > above ? overLimit : yield* submit(line)
      })
    )

  const giveWithin = (line: BatchLine): Effect.Effect<Given, SubmitError> =>
    approvalAbove === undefined || batch.approved ? submit(line) : submitWithin(line, approvalAbove)

  // A key that a file brings may be that of a new payment, at this very moment: one key is one intent.
  const give = (line: BatchLine): Effect.Effect<Given, SubmitError | KeyOfOther> =>
    line.key === undefined ? giveWithin(line) : transact(
      sql,
      Effect.andThen(
        idempotency.takeForChange({
          account,
          key: line.key,
          operation: "refund",
          reference: line.order,
          fingerprint: fingerprint("refund", requestOf(line))
        }),
        giveWithin(line)
      )
    )

  const given = (line: BatchLine) =>
    Effect.catchTags(give(line), {
      KeyOfOther: () => Effect.succeed(refusedHere("key_reused", "Its key was used for something else than a refund.")),
      KeyReused: ({ mutationId }) =>
        Effect.succeed(
          refusedHere("key_reused", `Its key belongs to another order or amount, ${mutationId}.`, mutationId)
        ),
      SimilarUnderWay: ({ mutationId, state }) =>
        Effect.succeed(
          refusedHere(
            "repeated",
            `${mutationId} (${state}) gives back the same amount of the same order. If this one is meant as well, give it ` +
              "a key of its own in a file of its own.",
            mutationId
          )
        ),
      InvalidRequest: ({ message }) => Effect.succeed(refusedHere("rejected", message))
    })

  const ended = (mutation: Mutation, attempts: number): SentLine => {
    const result = resultOf(mutation)
    if (!mayBeAskedAgain(mutation)) return { result, attempts, mutation }
    // The same key asks anew, and the journal sends it only because it was certainly not processed.
    const isGivenUp = attempts + 1 >= mostAttempts
    return { result: isGivenUp ? result : { ...result, state: "waiting" }, attempts: attempts + 1, mutation }
  }

  return Effect.fnUntraced(function*(line: BatchLine): Effect.fn.Return<SentLine, JournalUnavailable> {
    const told = yield* given(line)
    const { attempts } = line
    if ("result" in told) return { ...told, attempts }
    return ended(yield* whileItIsSent(journal, told.mutation), attempts)
  })
}
