import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"

/**
 * What every `Idempotency-Key` was first used for: one row a key, whatever is asked with it, so that of two requests at
 * the same moment, at two servers, one is the first. What became of a change is in the journal or the approvals; what
 * became of something that was created is here.
 */
export const intentTables = Effect.gen(function*() {
  const sql = yield* SqlClient
  yield* sql`CREATE TABLE finpay_api_intent (
    account TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    operation TEXT NOT NULL,
    reference TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    state TEXT NOT NULL,
    claimed_by TEXT,
    claimed_until BIGINT,
    result TEXT,
    at BIGINT NOT NULL,
    PRIMARY KEY (account, idempotency_key)
  )`
  yield* sql`CREATE INDEX finpay_api_intent_at ON finpay_api_intent (at)`
})
