import { FinpayError } from "@openfinpay/finpay-core"
import type { Mutation } from "@openfinpay/finpay-journal"
import * as Effect from "effect/Effect"
import type { HttpServerRequest } from "effect/http/HttpServerRequest"
import * as Schema from "effect/Schema"
import type { MutationProblem } from "../contract/problem-lists.ts"
import { problemTypes } from "../contract/problem-types.ts"
import { NotAppliedProblem, OutcomeUnknownProblem } from "../contract/problems.ts"
import { occurrence, problemFacts } from "../http/occurrence.ts"
import { setResponseHeaders } from "../http/response-headers.ts"
import { adviceOn, isInProgress } from "./ending.ts"
import { mutationLocation } from "./locations.ts"
import { factsOf, factsOfMutation, failMutation } from "./to-problem.ts"

const decodeError = Schema.decodeEffect(FinpayError)

/** The error a mutation keeps, as the library gives it. */
export const keptError = (error: typeof FinpayError.Encoded): Effect.Effect<FinpayError> =>
  Effect.orDie(decodeError(error))

/** Fails with why a mutation did not happen. */
export const failRefused = Effect.fnUntraced(
  function*(mutation: Mutation): Effect.fn.Return<never, MutationProblem, HttpServerRequest> {
    const { decidedBy, error, operation, reference, state } = mutation
    if (state === "rejected" && error !== undefined) return yield* failMutation(yield* keptError(error), mutation)
    return yield* new NotAppliedProblem({
      ...(yield* problemFacts(problemTypes.notApplied, adviceOn(mutation).detail)),
      ...factsOfMutation(mutation),
      operation,
      reference,
      decidedBy: decidedBy === "person" ? "person" : "evidence"
    })
  }
)

/** Fails with how far a mutation is whose outcome is not known yet, and says where to read it again. */
export const failOpen = Effect.fnUntraced(
  function*(mutation: Mutation): Effect.fn.Return<never, MutationProblem, HttpServerRequest> {
    const { error, operation, reference } = mutation
    const instance = yield* occurrence
    yield* setResponseHeaders({ Location: mutationLocation(mutation.id) })
    return yield* new OutcomeUnknownProblem({
      ...(error === undefined ? {} : factsOf(yield* keptError(error), instance, mutation)),
      ...factsOfMutation(mutation),
      ...adviceOn(mutation),
      instance,
      operation,
      reference,
      operationState: isInProgress(mutation) ? "in-progress" : "unknown",
      // The same key never sends it again, but who takes this for leave to repeat it may do so under another one.
      safeToRetry: false
    })
  }
)
