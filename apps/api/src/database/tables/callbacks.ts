import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"

/** What Finpay (or somebody else) posted, byte for byte, and what became of it; and the tokens that SNAP is given. */
export const callbackTables = Effect.gen(function*() {
  const sql = yield* SqlClient
  yield* sql`CREATE TABLE finpay_api_callback (
    id TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    merchant TEXT NOT NULL,
    kind TEXT NOT NULL,
    path TEXT NOT NULL,
    headers TEXT NOT NULL,
    body TEXT NOT NULL,
    digest TEXT NOT NULL,
    signed_digest TEXT,
    received_at BIGINT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT,
    reference TEXT,
    partner_reference TEXT,
    status TEXT,
    order_amount BIGINT,
    paid_amount BIGINT,
    duplicates INTEGER NOT NULL,
    last_received_at BIGINT NOT NULL,
    planned_at BIGINT,
    asked_at BIGINT,
    finpay_status TEXT
  )`
  // What was signed is there once: whatever comes again is counted. NULL, before a signature was found right, is no value.
  yield* sql`CREATE UNIQUE INDEX finpay_api_callback_once ON finpay_api_callback (account, kind, signed_digest)`
  yield* sql`CREATE INDEX finpay_api_callback_account ON finpay_api_callback (account, id)`
  yield* sql`CREATE INDEX finpay_api_callback_state ON finpay_api_callback (account, state, id)`
  yield* sql`CREATE INDEX finpay_api_callback_reference ON finpay_api_callback (account, reference)`
  yield* sql`CREATE TABLE finpay_api_snap_token (
    hash TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    expires_at BIGINT NOT NULL
  )`
})
