import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"

/** Who may call, and for whom: API keys by the hash of their secret, merchants with their credentials sealed. */
export const accessTables = Effect.gen(function*() {
  const sql = yield* SqlClient
  yield* sql`CREATE TABLE finpay_api_key (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    hash TEXT NOT NULL,
    former_hash TEXT,
    former_until BIGINT,
    role TEXT NOT NULL,
    merchants TEXT,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    revoked_at BIGINT,
    revoked_by TEXT,
    last_used_at BIGINT
  )`
  yield* sql`CREATE TABLE finpay_api_environment (id INTEGER PRIMARY KEY, environment TEXT NOT NULL)`
  yield* sql`CREATE TABLE finpay_api_merchant (
    id TEXT PRIMARY KEY,
    name TEXT,
    credentials TEXT,
    approval_above BIGINT,
    version INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    removed_at BIGINT
  )`
})
