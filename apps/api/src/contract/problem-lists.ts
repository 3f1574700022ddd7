import {
  ApprovalNeededProblem,
  ApprovalRefusedProblem,
  DeclinedProblem,
  IdempotencyKeyInFlight,
  IdempotencyKeyReused,
  InvalidRequestProblem,
  JournalUnavailableProblem,
  MutationNotFoundProblem,
  NotAppliedProblem,
  NotAuthenticatedProblem,
  NotFoundProblem,
  NotPermittedProblem,
  OutcomeUnknownProblem,
  PaymentNotSeenProblem,
  RateLimitedProblem,
  ResponseNotUnderstoodProblem,
  UnavailableProblem,
  WrongStateProblem
} from "./problems.ts"

const refusals = [
  InvalidRequestProblem,
  NotAuthenticatedProblem,
  NotPermittedProblem,
  NotFoundProblem,
  WrongStateProblem,
  DeclinedProblem,
  RateLimitedProblem,
  UnavailableProblem
] as const

const keyProblems = [IdempotencyKeyInFlight, IdempotencyKeyReused, JournalUnavailableProblem] as const

/** What can come of asking Finpay something. */
export const queryProblems = [...refusals, ResponseNotUnderstoodProblem] as const

/** What can come of reading a payment, at Finpay or as it was seen last. */
export const readProblems = [...queryProblems, PaymentNotSeenProblem, JournalUnavailableProblem] as const

/** What can come of asking Finpay to make something that can be paid. */
export const creationProblems = [...refusals, OutcomeUnknownProblem, ...keyProblems] as const

/** What can come of asking for a change, through the journal. */
export const mutationProblems = [
  ...refusals,
  ResponseNotUnderstoodProblem,
  OutcomeUnknownProblem,
  NotAppliedProblem,
  ApprovalNeededProblem,
  ApprovalRefusedProblem,
  ...keyProblems
] as const

/** What can come of reading a mutation in the journal. */
export const recordProblems = [MutationNotFoundProblem, JournalUnavailableProblem] as const

/** A problem that came from asking Finpay something. */
export type QueryProblem = InstanceType<(typeof queryProblems)[number]>

/** A problem that came from asking Finpay to make something. */
export type CreationProblem = InstanceType<(typeof creationProblems)[number]>

/** A problem that came from asking for a change. */
export type MutationProblem = InstanceType<(typeof mutationProblems)[number]>

/** What one of the ten errors of a call to Finpay can be. */
export type FinpayProblem = QueryProblem | OutcomeUnknownProblem
