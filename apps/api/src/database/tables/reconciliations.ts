import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"

/**
 * Reports and what they came to. A report is kept in parts of base64 until it was compared, so that any server can begin
 * it anew; its results belong to an attempt, so that two servers at once do not mix theirs.
 */
export const reconciliationTables = Effect.gen(function*() {
  const sql = yield* SqlClient
  yield* sql`CREATE TABLE finpay_api_reconciliation (
    id TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    merchant TEXT NOT NULL,
    state TEXT NOT NULL,
    created_by TEXT NOT NULL,
    mapping TEXT NOT NULL,
    guessed INTEGER NOT NULL,
    since_at BIGINT,
    until_at BIGINT,
    ask TEXT NOT NULL,
    phase TEXT,
    done BIGINT,
    attempt INTEGER,
    summary TEXT,
    problem TEXT,
    created_at BIGINT NOT NULL,
    started_at BIGINT,
    ended_at BIGINT
  )`
  yield* sql`CREATE INDEX finpay_api_reconciliation_account ON finpay_api_reconciliation (account, id)`
  yield* sql`CREATE INDEX finpay_api_reconciliation_at ON finpay_api_reconciliation (created_at)`
  yield* sql`CREATE TABLE finpay_api_reconciliation_part (
    reconciliation TEXT NOT NULL,
    part INTEGER NOT NULL,
    bytes TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (reconciliation, part)
  )`
  yield* sql`CREATE TABLE finpay_api_reconciliation_result (
    reconciliation TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    place INTEGER NOT NULL,
    verdict TEXT NOT NULL,
    result TEXT NOT NULL,
    PRIMARY KEY (reconciliation, attempt, place)
  )`
  yield* sql`CREATE INDEX finpay_api_reconciliation_verdict
    ON finpay_api_reconciliation_result (reconciliation, attempt, verdict, place)`
})
