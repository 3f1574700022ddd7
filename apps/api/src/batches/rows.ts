import * as Schema from "effect/Schema"
import { BatchState, LineState } from "../contract/refund-batches.ts"
import { isThere, numbersOf, textsOf } from "../database/row.ts"
import type { Row } from "../database/row.ts"
import type { Batch, BatchLine } from "./Batch.ts"

const batchStateOf = Schema.decodeUnknownSync(BatchState)
const lineStateOf = Schema.decodeUnknownSync(LineState)
const namesOf = Schema.decodeUnknownSync(Schema.fromJsonString(Schema.Array(Schema.String)))
const extraOf = Schema.decodeUnknownSync(Schema.fromJsonString(Schema.Record(Schema.String, Schema.String)))

/** A batch from its row. */
export const batchOf = (row: Row): Batch => ({
  id: String(row["id"]),
  account: String(row["account"]),
  merchant: String(row["merchant"]),
  key: String(row["idempotency_key"]),
  fingerprint: String(row["fingerprint"]),
  state: batchStateOf(row["state"]),
  again: Number(row["again"]) === 1,
  lines: Number(row["lines"]),
  orders: Number(row["orders"]),
  amount: Number(row["amount"]),
  extra: namesOf(row["extra"]),
  createdBy: String(row["created_by"]),
  approved: Number(row["approved"]) === 1,
  createdAt: Number(row["created_at"]),
  ...textsOf(row, {
    createdWith: "created_with",
    decidedBy: "decided_by",
    reason: "reason",
    heldUp: "held_up"
  }),
  ...numbersOf(row, { approvalAbove: "approval_above", startedAt: "started_at", endedAt: "ended_at" })
})

/** The row of a new batch. */
export const rowOfBatch = (batch: Batch): Readonly<Record<string, string | number | null>> => ({
  id: batch.id,
  account: batch.account,
  merchant: batch.merchant,
  idempotency_key: batch.key,
  fingerprint: batch.fingerprint,
  state: batch.state,
  again: batch.again ? 1 : 0,
  lines: batch.lines,
  orders: batch.orders,
  amount: batch.amount,
  extra: JSON.stringify(batch.extra),
  approval_above: batch.approvalAbove ?? null,
  created_by: batch.createdBy,
  created_with: batch.createdWith ?? null,
  approved: 0,
  created_at: batch.createdAt
})

/** A line from its row. */
export const lineOf = (row: Row): BatchLine => ({
  line: Number(row["line"]),
  order: String(row["reference"]),
  amount: Number(row["amount"]),
  // Erased once it is too old to be kept.
  extra: isThere(row["extra"]) ? extraOf(row["extra"]) : {},
  state: lineStateOf(row["state"]),
  attempts: Number(row["attempts"]),
  updatedAt: Number(row["updated_at"]),
  ...textsOf(row, { key: "own_key", mutationId: "mutation_id", detail: "detail", traceId: "trace_id" })
})
