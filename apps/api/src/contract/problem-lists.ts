import {
  DeclinedProblem,
  IdempotencyKeyInFlight,
  IdempotencyKeyReused,
  IdempotencyStoreFull,
  InvalidRequestProblem,
  NotAuthenticatedProblem,
  NotFoundProblem,
  NotPermittedProblem,
  OutcomeUnknownProblem,
  RateLimitedProblem,
  ResponseNotUnderstoodProblem,
  UnavailableProblem,
  WrongStateProblem
} from "./problems.ts"

const finpayProblems = [
  InvalidRequestProblem,
  NotAuthenticatedProblem,
  NotPermittedProblem,
  NotFoundProblem,
  WrongStateProblem,
  DeclinedProblem,
  RateLimitedProblem,
  UnavailableProblem
] as const

const keyProblems = [IdempotencyKeyInFlight, IdempotencyKeyReused, IdempotencyStoreFull] as const

/** What can come of asking Finpay something. */
export const queryProblems = [...finpayProblems, ResponseNotUnderstoodProblem] as const

/** What can come of asking Finpay to do something. */
export const mutationProblems = [...finpayProblems, OutcomeUnknownProblem, ...keyProblems] as const

/** A problem that came from asking Finpay something. */
export type QueryProblem = InstanceType<(typeof queryProblems)[number]>

/** A problem that came from asking Finpay to do something. */
export type MutationProblem = InstanceType<(typeof finpayProblems)[number]> | OutcomeUnknownProblem

/** A problem with the key of a mutation. */
export type KeyProblem = InstanceType<(typeof keyProblems)[number]>

/** A problem that came from a call to Finpay. */
export type FinpayProblem = QueryProblem | MutationProblem
