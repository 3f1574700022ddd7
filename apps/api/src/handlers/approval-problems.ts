import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import type { HttpServerRequest } from "effect/http/HttpServerRequest"
import type { Approval, ApprovalNotFound, ApprovalNotPending, WrongPerson } from "../approvals/Approval.ts"
import type { ApprovalState } from "../contract/approval-state.ts"
import { problemTypes } from "../contract/problem-types.ts"
import {
  ApprovalNeededProblem,
  ApprovalNotFoundProblem,
  ApprovalRefusedProblem,
  ApprovalWrongStateProblem,
  OthersRequestProblem,
  OwnRequestProblem
} from "../contract/problems.ts"
import { problemFacts } from "../http/occurrence.ts"
import { setResponseHeaders } from "../http/response-headers.ts"
import { approvalLocation } from "./locations.ts"

const factsOf = ({ id, operation, reference, state }: Approval) => ({
  approvalId: id,
  approvalState: state,
  operation,
  reference
})

const ended: Readonly<Record<ApprovalState, string>> = {
  pending: "It waits for a second person's approval.",
  approved: "It was approved.",
  rejected: "A second person rejected it",
  withdrawn: "Who asked for it withdrew it",
  expired: "Nobody approved it in time."
}

const waiting = Effect.fnUntraced(function*(approval: Approval) {
  const { above, amount, expiresAt, together } = approval
  const detail = together === amount
    ? `It is for ${amount} rupiah, and one person may do up to ${above}; it waits for a second person's approval.`
    : `With what was given back of the order before it comes to ${together} rupiah, and one person may do up to ` +
      `${above}; it waits for a second person's approval.`
  return yield* new ApprovalNeededProblem({
    ...(yield* problemFacts(problemTypes.approvalNeeded, detail, "in-progress")),
    // The same key never asks twice, but who takes this for leave to repeat it may do so under another one.
    safeToRetry: false,
    ...factsOf(approval),
    expiresAt: DateTime.formatIso(DateTime.makeUnsafe(expiresAt))
  })
})

/** Fails with how a change stands that a second person has not approved. */
export const failNotApproved = Effect.fnUntraced(function*(
  approval: Approval
): Effect.fn.Return<never, ApprovalNeededProblem | ApprovalRefusedProblem, HttpServerRequest> {
  yield* setResponseHeaders({ Location: approvalLocation(approval.id) })
  if (approval.state === "pending") return yield* waiting(approval)
  const { reason, state } = approval
  const detail = reason === undefined ? ended[state] : `${ended[state]}: ${reason}`
  return yield* new ApprovalRefusedProblem({
    ...(yield* problemFacts(problemTypes.approvalRefused, detail)),
    ...factsOf(approval)
  })
})

/** There is no such approval. */
export const failNoApproval = ({ id }: ApprovalNotFound) =>
  Effect.flatMap(
    problemFacts(problemTypes.approvalNotFound, `There is no approval ${id}.`),
    (facts) => Effect.fail(new ApprovalNotFoundProblem(facts))
  )

/** It was decided before. */
export const failDecided = ({ id, state }: ApprovalNotPending) =>
  Effect.flatMap(
    problemFacts(problemTypes.approvalWrongState, `The approval ${id} is ${state}.`),
    (facts) => Effect.fail(new ApprovalWrongStateProblem({ ...facts, approvalId: id, approvalState: state }))
  )

const failOthers = Effect.flatMap(
  problemFacts(problemTypes.othersRequest, "Only the API key that asked for a change can withdraw it."),
  (facts) => Effect.fail(new OthersRequestProblem(facts))
)

const failOwn = (detail: string) =>
  Effect.flatMap(problemFacts(problemTypes.ownRequest, detail), (facts) => Effect.fail(new OwnRequestProblem(facts)))

/** Who asked does not decide. */
export const failOwnRequest = ({ reason }: WrongPerson) =>
  failOwn(
    reason === "nameless"
      ? "Who decides has to show an API key, so that it is seen not to be the one who asked."
      : "The API key that asked for a change cannot decide about it."
  )

/** Only who asked withdraws. */
export const failOthersRequest = (_: WrongPerson) => failOthers
