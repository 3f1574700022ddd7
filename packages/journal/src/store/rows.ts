import type { AuditEvent } from "../audit/AuditEvent.ts"
import type { Mutation } from "../Mutation.ts"

/** A mutation as the table holds it; the order of the columns is the order in which they are hashed. */
export interface MutationRow {
  readonly id: string
  readonly account: string
  readonly idempotency_key: string
  readonly operation: string
  readonly reference: string
  readonly refund_no: string | null
  readonly amount: number | null
  readonly request: string | null
  readonly request_hash: string
  readonly actor: string
  readonly state: string
  readonly version: number
  readonly seen_before: string | null
  readonly answer: string | null
  readonly error: string | null
  readonly evidence: string | null
  readonly decided_by: string | null
  readonly closed_as: string | null
  readonly accepted_at: number
  readonly sending_at: number | null
  readonly sent_by: string | null
  readonly settled_at: number | null
  readonly updated_at: number
}

/** An audit event as the table holds it. */
export interface AuditRow {
  readonly account: string
  readonly lane: number
  readonly sequence: number
  readonly mutation_id: string
  readonly at: number
  readonly event: string
  readonly actor: string
  readonly from_state: string | null
  readonly to_state: string
  readonly reason: string
  readonly detail: string | null
  readonly trace_id: string | null
  readonly detail_hash: string
  readonly row_hash: string
  readonly previous_hash: string
  readonly hash: string
}

// PostgreSQL gives whole numbers of 64 bits as bigint or text, SQLite as number.
const whole = (value: unknown): number => Number(value)
const wholeOr = (value: unknown): number | null => value === null ? null : Number(value)
// A cell that is no text, though it was written as one, is shown as it is: its row does not verify.
const text = (value: unknown): string => typeof value === "string" ? value : JSON.stringify(value) ?? ""
const textOr = (value: unknown): string | null => value === null ? null : text(value)

type Read = Readonly<Record<string, unknown>>

/** A row as a database gave it, with its numbers as numbers. */
export const readMutationRow = (row: Read): MutationRow => ({
  id: text(row["id"]),
  account: text(row["account"]),
  idempotency_key: text(row["idempotency_key"]),
  operation: text(row["operation"]),
  reference: text(row["reference"]),
  refund_no: textOr(row["refund_no"]),
  amount: wholeOr(row["amount"]),
  request: textOr(row["request"]),
  request_hash: text(row["request_hash"]),
  actor: text(row["actor"]),
  state: text(row["state"]),
  version: whole(row["version"]),
  seen_before: textOr(row["seen_before"]),
  answer: textOr(row["answer"]),
  error: textOr(row["error"]),
  evidence: textOr(row["evidence"]),
  decided_by: textOr(row["decided_by"]),
  closed_as: textOr(row["closed_as"]),
  accepted_at: whole(row["accepted_at"]),
  sending_at: wholeOr(row["sending_at"]),
  sent_by: textOr(row["sent_by"]),
  settled_at: wholeOr(row["settled_at"]),
  updated_at: whole(row["updated_at"])
})

/** An audit row as a database gave it, with its numbers as numbers. */
export const readAuditRow = (row: Read): AuditRow => ({
  account: text(row["account"]),
  lane: whole(row["lane"]),
  sequence: whole(row["sequence"]),
  mutation_id: text(row["mutation_id"]),
  at: whole(row["at"]),
  event: text(row["event"]),
  actor: text(row["actor"]),
  from_state: textOr(row["from_state"]),
  to_state: text(row["to_state"]),
  reason: text(row["reason"]),
  detail: textOr(row["detail"]),
  trace_id: textOr(row["trace_id"]),
  detail_hash: text(row["detail_hash"]),
  row_hash: text(row["row_hash"]),
  previous_hash: text(row["previous_hash"]),
  hash: text(row["hash"])
})

const json = (value: unknown): string | null => value === undefined ? null : JSON.stringify(value)
const orNull = <A>(value: A | undefined): A | null => value ?? null

/** The row of a mutation. */
export const toMutationRow = (mutation: Mutation): MutationRow => ({
  id: mutation.id,
  account: mutation.account,
  idempotency_key: mutation.key,
  operation: mutation.operation,
  reference: mutation.reference,
  refund_no: orNull(mutation.refundNo),
  amount: orNull(mutation.amount),
  request: json(mutation.request),
  request_hash: mutation.requestHash,
  actor: mutation.actor,
  state: mutation.state,
  version: mutation.version,
  seen_before: json(mutation.before),
  answer: json(mutation.answer),
  error: json(mutation.error),
  evidence: json(mutation.evidence),
  decided_by: orNull(mutation.decidedBy),
  closed_as: orNull(mutation.closedAs),
  accepted_at: mutation.acceptedAt,
  sending_at: orNull(mutation.sendingAt),
  sent_by: orNull(mutation.sentBy),
  settled_at: orNull(mutation.settledAt),
  updated_at: mutation.updatedAt
})

// What the tables hold was written by this package from typed values; verify() finds what was changed since.
const given = (name: string, value: unknown) => value === null ? {} : { [name]: value }
const parsed = (name: string, value: string | null) => value === null ? {} : { [name]: JSON.parse(value) as unknown }

/** The mutation of a row. Throws where a text that should be JSON is none. */
export const toMutation = (row: MutationRow): Mutation =>
  ({
    id: row.id,
    account: row.account,
    key: row.idempotency_key,
    operation: row.operation,
    reference: row.reference,
    ...given("refundNo", row.refund_no),
    ...given("amount", row.amount),
    ...parsed("request", row.request),
    requestHash: row.request_hash,
    actor: row.actor,
    state: row.state,
    version: row.version,
    ...parsed("before", row.seen_before),
    ...parsed("answer", row.answer),
    ...parsed("error", row.error),
    ...parsed("evidence", row.evidence),
    ...given("decidedBy", row.decided_by),
    ...given("closedAs", row.closed_as),
    acceptedAt: row.accepted_at,
    ...given("sendingAt", row.sending_at),
    ...given("sentBy", row.sent_by),
    ...given("settledAt", row.settled_at),
    updatedAt: row.updated_at
  }) as Mutation

/** The event of a row. Throws where a text that should be JSON is none. */
export const toAuditEvent = (row: AuditRow): AuditEvent =>
  ({
    account: row.account,
    lane: row.lane,
    sequence: row.sequence,
    mutationId: row.mutation_id,
    at: row.at,
    event: row.event,
    actor: row.actor,
    ...given("from", row.from_state),
    to: row.to_state,
    reason: row.reason,
    ...parsed("detail", row.detail),
    ...given("traceId", row.trace_id),
    detailHash: row.detail_hash,
    rowHash: row.row_hash,
    previousHash: row.previous_hash,
    hash: row.hash
  }) as AuditEvent
