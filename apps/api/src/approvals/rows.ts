import { journaledOperations } from "@openfinpay/finpay-journal"
import type { JournaledOperation } from "@openfinpay/finpay-journal"
import * as Schema from "effect/Schema"
import { ApprovalState } from "../contract/approval-state.ts"
import { numbersOf, textsOf } from "../database/row.ts"
import type { Row } from "../database/row.ts"
import type { Approval } from "./Approval.ts"

const stateOf = Schema.decodeUnknownSync(ApprovalState)

const operationOf: (value: unknown) => JournaledOperation = Schema.decodeUnknownSync(
  Schema.Literals(journaledOperations)
)

/** An approval as the table has it, at a time: nobody has to write down that one is over. */
export const approvalOf = (row: Row, now: number): Approval => {
  const state = stateOf(row["state"])
  const expiresAt = Number(row["expires_at"])
  const operation = operationOf(row["operation"])
  return {
    id: String(row["id"]),
    key: String(row["idempotency_key"]),
    fingerprint: String(row["fingerprint"]),
    // It was written by this server, and the journal checks it again when it is submitted.
    change: { operation, request: JSON.parse(String(row["request"])) },
    operation,
    reference: String(row["reference"]),
    amount: Number(row["amount"]),
    together: Number(row["together"]),
    above: Number(row["above"]),
    requestedBy: String(row["requested_by"]),
    requestedAt: Number(row["requested_at"]),
    expiresAt,
    state: state === "pending" && expiresAt <= now ? "expired" : state,
    ...numbersOf(row, { decidedAt: "decided_at" }),
    ...textsOf(row, {
      requestedWith: "requested_with",
      decidedBy: "decided_by",
      reason: "reason",
      mutationId: "mutation_id"
    })
  }
}

/** A new approval as the table gets it. */
export const rowOf = (account: string, approval: Approval): Readonly<Record<string, string | number | null>> => ({
  id: approval.id,
  account,
  idempotency_key: approval.key,
  fingerprint: approval.fingerprint,
  operation: approval.operation,
  reference: approval.reference,
  amount: approval.amount,
  together: approval.together,
  above: approval.above,
  request: JSON.stringify(approval.change.request),
  requested_by: approval.requestedBy,
  requested_with: approval.requestedWith ?? null,
  requested_at: approval.requestedAt,
  expires_at: approval.expiresAt,
  state: approval.state
})
