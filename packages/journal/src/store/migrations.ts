import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"

/**
 * The journal's tables, as steps forward. A step that was released is never changed: a new one is added.
 *
 * The types are those both databases have: texts, whole numbers, and JSON as text. `finpay_mutation_open` is what keeps
 * a second mutation of an order from being sent while the first one is not settled; `finpay_mutation_refund_no` keeps the
 * number of a QRIS refund from being used twice; `finpay_lane` is the row that every change of a lane locks first, and the
 * head of its chain.
 */
export const migrations = {
  "0001_journal": Effect.gen(function*() {
    const sql = yield* SqlClient
    yield* sql`CREATE TABLE finpay_mutation (
      id TEXT PRIMARY KEY,
      account TEXT NOT NULL,
      idempotency_key TEXT NOT NULL,
      operation TEXT NOT NULL,
      reference TEXT NOT NULL,
      refund_no TEXT,
      amount BIGINT,
      request TEXT,
      request_hash TEXT NOT NULL,
      actor TEXT NOT NULL,
      state TEXT NOT NULL,
      version INTEGER NOT NULL,
      seen_before TEXT,
      answer TEXT,
      error TEXT,
      evidence TEXT,
      decided_by TEXT,
      closed_as TEXT,
      accepted_at BIGINT NOT NULL,
      sending_at BIGINT,
      sent_by TEXT,
      settled_at BIGINT,
      updated_at BIGINT NOT NULL
    )`
    yield* sql`CREATE UNIQUE INDEX finpay_mutation_key ON finpay_mutation (account, idempotency_key)`
    yield* sql`CREATE UNIQUE INDEX finpay_mutation_open ON finpay_mutation (account, reference)
      WHERE state IN ('sending', 'unknown', 'needs_review')`
    yield* sql`CREATE UNIQUE INDEX finpay_mutation_refund_no ON finpay_mutation (account, refund_no)
      WHERE refund_no IS NOT NULL AND state NOT IN ('rejected', 'not_applied')`
    yield* sql`CREATE INDEX finpay_mutation_account ON finpay_mutation (account, id)`
    yield* sql`CREATE INDEX finpay_mutation_reference ON finpay_mutation (account, reference, id)`
    yield* sql`CREATE INDEX finpay_mutation_state ON finpay_mutation (account, state, id)`
    yield* sql`CREATE TABLE finpay_lane (
      account TEXT NOT NULL,
      lane INTEGER NOT NULL,
      sequence BIGINT NOT NULL,
      hash TEXT NOT NULL,
      PRIMARY KEY (account, lane)
    )`
    yield* sql`CREATE TABLE finpay_audit (
      account TEXT NOT NULL,
      lane INTEGER NOT NULL,
      sequence BIGINT NOT NULL,
      mutation_id TEXT NOT NULL,
      at BIGINT NOT NULL,
      event TEXT NOT NULL,
      actor TEXT NOT NULL,
      from_state TEXT,
      to_state TEXT NOT NULL,
      reason TEXT NOT NULL,
      detail TEXT,
      trace_id TEXT,
      detail_hash TEXT NOT NULL,
      row_hash TEXT NOT NULL,
      previous_hash TEXT NOT NULL,
      hash TEXT NOT NULL,
      PRIMARY KEY (account, lane, sequence)
    )`
    yield* sql`CREATE INDEX finpay_audit_mutation ON finpay_audit (mutation_id, sequence)`
  }),
  "0002_audit_by_time": Effect.flatMap(
    SqlClient,
    (sql) => sql`CREATE INDEX finpay_audit_time ON finpay_audit (account, at, lane, sequence)`
  )
} as const
