import type { Mutation } from "@openfinpay/finpay-journal"
import * as Effect from "effect/Effect"
import type { FirstRequest, OperationState } from "../contract/problem-fields.ts"
import { problemTypes } from "../contract/problem-types.ts"
import type { ProblemType } from "../contract/problem-types.ts"
import { IdempotencyKeyInFlight, IdempotencyKeyReused, RefundNumberUsedProblem } from "../contract/problems.ts"
import { problemFacts } from "../http/occurrence.ts"
import { setResponseHeaders } from "../http/response-headers.ts"
import { firstRequestOf } from "./ending.ts"
import { mutationLocation } from "./locations.ts"
import { factsOfMutation } from "./to-problem.ts"

const ended: Readonly<Record<FirstRequest, string>> = {
  unknown: "whose outcome is not known",
  succeeded: "which Finpay carried out",
  "in-progress": "which is still on its way",
  refused: "which did not happen"
}

// A rebuilt request may mean the first one, so what the first one did may be what this one asks for.
const stateAfter: Readonly<Record<FirstRequest, typeof OperationState.Type>> = {
  unknown: "unknown",
  succeeded: "unknown",
  "in-progress": "in-progress",
  refused: "not-processed"
}

const factsAfter = (kind: ProblemType, what: string, first: FirstRequest, mutation: Mutation | undefined) =>
  Effect.map(problemFacts(kind, `${what}, ${ended[first]}.`, stateAfter[first]), (facts) => ({
    ...facts,
    safeToRetry: false,
    firstRequest: first,
    ...(mutation === undefined ? {} : factsOfMutation(mutation))
  }))

/** The key was used for another request, which ended so. */
export const failKeyReused = Effect.fnUntraced(function*(first: FirstRequest, mutation?: Mutation) {
  const what = "This Idempotency-Key was used for another request"
  return yield* new IdempotencyKeyReused(yield* factsAfter(problemTypes.idempotencyKeyReused, what, first, mutation))
})

/** Another mutation has this `partnerRefundNo`. */
export const failRefundNumberUsed = Effect.fnUntraced(function*(mutation: Mutation) {
  yield* setResponseHeaders({ Location: mutationLocation(mutation.id) })
  const what = "This partnerRefundNo belongs to another refund"
  const facts = yield* factsAfter(problemTypes.refundNumberUsed, what, firstRequestOf(mutation), mutation)
  return yield* new RefundNumberUsedProblem(facts)
})

/** The first request with this key has no outcome yet. */
export const failKeyInFlight = Effect.fnUntraced(function*(mutation?: Mutation) {
  yield* setResponseHeaders({
    "Retry-After": "1",
    ...(mutation === undefined ? {} : { Location: mutationLocation(mutation.id) })
  })
  const detail = "The first request with this Idempotency-Key is still on its way."
  const facts = yield* problemFacts(problemTypes.idempotencyKeyInFlight, detail, "in-progress")
  return yield* new IdempotencyKeyInFlight({ ...facts, ...(mutation === undefined ? {} : factsOfMutation(mutation)) })
})
