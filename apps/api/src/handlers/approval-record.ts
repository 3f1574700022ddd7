import { Rupiah } from "@openfinpay/finpay-core"
import type { Approval } from "../approvals/Approval.ts"
import type { ApprovalState } from "../contract/approval-state.ts"
import type { ApprovalRecord } from "../contract/approvals.ts"
import { problemTypes } from "../contract/problem-types.ts"
import { present } from "./finpay-answer.ts"
import { locationOfPayment } from "./locations.ts"
import { timeOf } from "./times.ts"

const nextSteps: Readonly<Record<ApprovalState, string>> = {
  pending: "A second person reads it and approves or rejects it, with an API key that did not ask for it.",
  approved: "Read the mutation to see how it ended.",
  rejected: problemTypes.approvalRefused.nextStep,
  withdrawn: problemTypes.approvalRefused.nextStep,
  expired: problemTypes.approvalRefused.nextStep
}

/** An approval as this API shows it. */
export const approvalRecordOf = (approval: Approval): ApprovalRecord => ({
  id: approval.id,
  state: approval.state,
  nextStep: nextSteps[approval.state],
  operation: approval.operation,
  reference: approval.reference,
  payment: locationOfPayment(approval),
  amount: Rupiah.make(approval.amount),
  together: Rupiah.make(approval.together),
  approvalAbove: Rupiah.make(approval.above),
  request: approval.change.request,
  idempotencyKey: approval.key,
  requestedBy: approval.requestedBy,
  requestedAt: timeOf(approval.requestedAt),
  expiresAt: timeOf(approval.expiresAt),
  ...present({
    decidedBy: approval.decidedBy,
    decidedAt: approval.decidedAt === undefined ? undefined : timeOf(approval.decidedAt),
    reason: approval.reason,
    mutationId: approval.mutationId
  })
})
