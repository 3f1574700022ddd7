import * as Schema from "effect/Schema"
import { BatchState, LineState } from "../contract/refund-batches.ts"
import type { Batch, BatchLine } from "./Batch.ts"

/** A row as a database gave it. */
export type Row = Readonly<Record<string, unknown>>

const batchStateOf = Schema.decodeUnknownSync(BatchState)
const lineStateOf = Schema.decodeUnknownSync(LineState)
const namesOf = Schema.decodeUnknownSync(Schema.fromJsonString(Schema.Array(Schema.String)))
const extraOf = Schema.decodeUnknownSync(Schema.fromJsonString(Schema.Record(Schema.String, Schema.String)))

const isThere = (value: unknown): boolean => value !== null && value !== undefined

const texts = (row: Row, names: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(names).flatMap(([name, column]) => isThere(row[column]) ? [[name, String(row[column])]] : [])
  )

const numbers = (row: Row, names: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(names).flatMap(([name, column]) => isThere(row[column]) ? [[name, Number(row[column])]] : [])
  )

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
  ...texts(row, {
    createdWith: "created_with",
    decidedBy: "decided_by",
    reason: "reason",
    heldUp: "held_up"
  }),
  ...numbers(row, { approvalAbove: "approval_above", startedAt: "started_at", endedAt: "ended_at" })
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
  ...texts(row, { key: "own_key", mutationId: "mutation_id", detail: "detail", traceId: "trace_id" })
})
