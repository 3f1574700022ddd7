import type { FinpayError } from "@openfinpay/finpay-core"
import type { Mutation } from "@openfinpay/finpay-journal"
import * as Effect from "effect/Effect"
import type { HttpServerRequest } from "effect/http/HttpServerRequest"
import type { CreationProblem, FinpayProblem, MutationProblem, QueryProblem } from "../contract/problem-lists.ts"
import {
  DeclinedProblem,
  InvalidRequestProblem,
  NotAuthenticatedProblem,
  NotFoundProblem,
  NotPermittedProblem,
  OutcomeUnknownProblem,
  RateLimitedProblem,
  ResponseNotUnderstoodProblem,
  UnavailableProblem,
  WrongStateProblem
} from "../contract/problems.ts"
import { occurrence } from "../http/occurrence.ts"
import { fieldPointer } from "../http/pointer.ts"
import { setResponseHeaders } from "../http/response-headers.ts"

/** Seconds to wait where Finpay did not say how long. */
const politeSeconds = 10

/** What a problem says of the mutation it is about. */
export const factsOfMutation = ({ id, state }: Mutation) => ({ mutationId: id, mutationState: state })

/** What a problem says of an error of a call to Finpay. */
export const factsOf = (error: FinpayError, instance: string, mutation: Mutation | undefined) => ({
  detail: error.detail,
  instance,
  nextStep: error.nextStep,
  operationState: error._tag === "OutcomeUnknown" ? "unknown" : "not-processed",
  safeToRetry: error.safeToRetry,
  operation: error.operation,
  ...(error.reference === undefined ? {} : { reference: error.reference }),
  ...(error.responseCode === undefined ? {} : { responseCode: error.responseCode }),
  ...(error.responseMessage === undefined ? {} : { responseMessage: error.responseMessage }),
  ...(error.traceId === undefined ? {} : { traceId: error.traceId }),
  ...(mutation === undefined ? {} : factsOfMutation(mutation))
} as const)

/** The problem that an error of a call to Finpay is for the caller of this API; `mutation` is what it ended. */
export const problemOf = (error: FinpayError, instance: string, mutation?: Mutation): FinpayProblem => {
  const facts = factsOf(error, instance, mutation)
  switch (error._tag) {
    case "InvalidRequest":
      return new InvalidRequestProblem({
        ...facts,
        errors: error.problems.map(({ field, problem }) => ({
          detail: problem,
          // Finpay may name a header of the call to it, such as X-TIMESTAMP: that is nowhere in the caller's body.
          ...(/^[a-z(]/u.test(field) ? { pointer: fieldPointer(field) } : {})
        }))
      })
    case "NotAuthenticated":
      return new NotAuthenticatedProblem(facts)
    case "NotPermitted":
      return new NotPermittedProblem(facts)
    case "NotFound":
      return new NotFoundProblem(facts)
    case "WrongState":
      return new WrongStateProblem(facts)
    case "Declined":
      return new DeclinedProblem(facts)
    case "RateLimited":
      return new RateLimitedProblem({
        ...facts,
        retryAfterSeconds: Math.max(1, Math.ceil(error.retryAfterSeconds ?? politeSeconds))
      })
    case "Unavailable":
      return new UnavailableProblem(facts)
    case "OutcomeUnknown":
      return new OutcomeUnknownProblem(facts)
    case "ResponseNotUnderstood":
      return new ResponseNotUnderstoodProblem(facts)
  }
}

const logged = Effect.fnUntraced(
  function*(error: FinpayError, mutation?: Mutation): Effect.fn.Return<FinpayProblem, never, HttpServerRequest> {
    const instance = yield* occurrence
    const problem = problemOf(error, instance, mutation)
    if (problem.status >= 500) {
      yield* Effect.logWarning(error.message).pipe(Effect.annotateLogs({ instance, type: problem.type }))
    }
    if (problem._tag === "RateLimited") {
      yield* setResponseHeaders({ "Retry-After": String(problem.retryAfterSeconds) })
    }
    return problem
  }
)

/** Fails with the problem that an error of a query is. A query has no unknown outcome. */
export const failQuery = (error: FinpayError): Effect.Effect<never, QueryProblem, HttpServerRequest> =>
  Effect.flatMap(
    logged(error),
    (problem) => problem._tag === "OutcomeUnknown" ? Effect.die(error) : Effect.fail(problem)
  )

/** Fails with the problem that an error of a creation is. An answer that is not understood leaves it unknown. */
export const failCreation = (error: FinpayError): Effect.Effect<never, CreationProblem, HttpServerRequest> =>
  Effect.flatMap(
    logged(error),
    (problem) => problem._tag === "ResponseNotUnderstood" ? Effect.die(error) : Effect.fail(problem)
  )

/** Fails with the problem that an error of a change is. */
export const failMutation = (
  error: FinpayError,
  mutation?: Mutation
): Effect.Effect<never, MutationProblem, HttpServerRequest> => Effect.flatMap(logged(error, mutation), Effect.fail)
