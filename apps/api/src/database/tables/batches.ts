import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"

/** Files of refunds, and what became of their lines. What became of the money is in the journal. */
export const batchTables = Effect.gen(function*() {
  const sql = yield* SqlClient
  yield* sql`CREATE TABLE finpay_api_batch (
    id TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    merchant TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    state TEXT NOT NULL,
    again INTEGER NOT NULL,
    lines INTEGER NOT NULL,
    orders INTEGER NOT NULL,
    amount BIGINT NOT NULL,
    extra TEXT NOT NULL,
    approval_above BIGINT,
    created_by TEXT NOT NULL,
    created_with TEXT,
    decided_by TEXT,
    decided_at BIGINT,
    reason TEXT,
    approved INTEGER NOT NULL,
    held_up TEXT,
    created_at BIGINT NOT NULL,
    started_at BIGINT,
    ended_at BIGINT
  )`
  yield* sql`CREATE UNIQUE INDEX finpay_api_batch_key ON finpay_api_batch (account, idempotency_key)`
  yield* sql`CREATE INDEX finpay_api_batch_account ON finpay_api_batch (account, id)`
  yield* sql`CREATE TABLE finpay_api_batch_line (
    batch TEXT NOT NULL,
    line INTEGER NOT NULL,
    reference TEXT NOT NULL,
    amount BIGINT NOT NULL,
    own_key TEXT,
    extra TEXT,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    mutation_id TEXT,
    detail TEXT,
    trace_id TEXT,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (batch, line)
  )`
  yield* sql`CREATE INDEX finpay_api_batch_line_state ON finpay_api_batch_line (batch, state, line)`
})
