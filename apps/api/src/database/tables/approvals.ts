import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"

/** Changes that need a second person, and what that person said. */
export const approvalTables = Effect.gen(function*() {
  const sql = yield* SqlClient
  yield* sql`CREATE TABLE finpay_api_approval (
    id TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    operation TEXT NOT NULL,
    reference TEXT NOT NULL,
    amount BIGINT NOT NULL,
    together BIGINT NOT NULL,
    above BIGINT NOT NULL,
    request TEXT NOT NULL,
    requested_by TEXT NOT NULL,
    requested_with TEXT,
    requested_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    state TEXT NOT NULL,
    decided_by TEXT,
    decided_with TEXT,
    decided_at BIGINT,
    reason TEXT,
    mutation_id TEXT
  )`
  yield* sql`CREATE UNIQUE INDEX finpay_api_approval_key ON finpay_api_approval (account, idempotency_key)`
  yield* sql`CREATE INDEX finpay_api_approval_account ON finpay_api_approval (account, id)`
  yield* sql`CREATE INDEX finpay_api_approval_state ON finpay_api_approval (account, state, id)`
})
