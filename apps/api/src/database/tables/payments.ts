import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"

/** Payments seen: what Finpay answered last about each, when it was asked, and what contradicts it. */
export const paymentTables = Effect.gen(function*() {
  const sql = yield* SqlClient
  // stage: the furthest the payment was ever seen; -1 while no status is known. asked_at: 0 while it was never asked.
  yield* sql`CREATE TABLE finpay_api_payment (
    account TEXT NOT NULL,
    kind TEXT NOT NULL,
    reference TEXT NOT NULL,
    id TEXT NOT NULL,
    partner_reference TEXT,
    status TEXT,
    stage INTEGER NOT NULL,
    order_amount BIGINT,
    paid_amount BIGINT,
    answer TEXT,
    asked_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    contradiction TEXT,
    first_seen_at BIGINT NOT NULL,
    PRIMARY KEY (account, kind, reference)
  )`
  yield* sql`CREATE UNIQUE INDEX finpay_api_payment_id ON finpay_api_payment (account, id)`
  yield* sql`CREATE INDEX finpay_api_payment_partner ON finpay_api_payment (account, partner_reference)`
})
