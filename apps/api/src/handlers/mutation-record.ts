import { Rupiah } from "@openfinpay/finpay-core"
import type { AuditEvent, Mutation, MutationFilter } from "@openfinpay/finpay-journal"
import * as Effect from "effect/Effect"
import type * as Schema from "effect/Schema"
import type { MutationEvent, mutationFilters, MutationRecord } from "../contract/mutations.ts"
import { adviceOn, operationStateOf } from "./ending.ts"
import { present } from "./finpay-answer.ts"
import { locationOfPayment } from "./locations.ts"
import { keptError } from "./mutation-problems.ts"
import { millisOf, optionalTimeOf, timeOf } from "./times.ts"
import { problemOf } from "./to-problem.ts"

type Seen = NonNullable<MutationRecord["before"]>

const amountOf = (amount: number | undefined) => amount === undefined ? undefined : Rupiah.make(amount)

type JournalSeen = NonNullable<NonNullable<Mutation["evidence"]>["last"]>

const seenOf = ({ at, paidAmount, status, traceId }: JournalSeen): Seen => ({
  at: timeOf(at),
  status,
  ...present({ paidAmount: amountOf(paidAmount), traceId })
})

const evidenceOf = (
  { agreeing, checks, last, repeats, rule }: NonNullable<Mutation["evidence"]>
): NonNullable<MutationRecord["evidence"]> => ({
  checks,
  agreeing,
  repeats,
  ...present({ rule, last: last && seenOf(last) })
})

const errorOf = (error: NonNullable<Mutation["error"]>): Effect.Effect<NonNullable<MutationRecord["error"]>> =>
  Effect.map(keptError(error), (known) => {
    const { detail, responseCode, responseMessage, traceId } = known
    return { type: problemOf(known, "").type, detail, ...present({ responseCode, responseMessage, traceId }) }
  })

type Asked = { readonly [Name in keyof typeof mutationFilters]?: (typeof mutationFilters)[Name]["Type"] }

/** What the journal is asked for. */
export const mutationFilterOf = ({ since, state: states, until, ...rest }: Asked): MutationFilter => ({
  ...rest,
  ...present({ states, since: millisOf(since), until: millisOf(until) })
})

/** A mutation as this API shows it. */
export const recordOf = Effect.fnUntraced(function*(mutation: Mutation): Effect.fn.Return<MutationRecord> {
  const { before, error, evidence, operation, reference, state } = mutation
  return {
    id: mutation.id,
    operation,
    reference,
    payment: locationOfPayment(mutation),
    idempotencyKey: mutation.key,
    actor: mutation.actor,
    state,
    operationState: operationStateOf(mutation),
    nextStep: adviceOn(mutation).nextStep,
    acceptedAt: timeOf(mutation.acceptedAt),
    updatedAt: timeOf(mutation.updatedAt),
    ...present({
      amount: amountOf(mutation.amount),
      decidedBy: mutation.decidedBy,
      closedAs: mutation.closedAs,
      request: mutation.request as Schema.Json | undefined,
      before: before && seenOf(before),
      evidence: evidence && evidenceOf(evidence),
      error: error && (yield* errorOf(error)),
      finpay: mutation.answer as Schema.Json | undefined,
      sendingAt: optionalTimeOf(mutation.sendingAt),
      settledAt: optionalTimeOf(mutation.settledAt)
    })
  }
})

/** A step of a mutation as this API shows it. */
export const eventOf = (event: AuditEvent): MutationEvent => ({
  at: timeOf(event.at),
  event: event.event,
  actor: event.actor,
  to: event.to,
  reason: event.reason,
  lane: event.lane,
  sequence: event.sequence,
  previousHash: event.previousHash,
  hash: event.hash,
  ...present({ from: event.from, detail: event.detail as Schema.Json | undefined, traceId: event.traceId })
})
