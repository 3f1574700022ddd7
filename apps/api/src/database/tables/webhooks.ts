import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"

/**
 * What happened and who is told of it: events in their order, the endpoints of the merchants, one delivery for each event
 * and endpoint, and every attempt of it.
 */
export const webhookTables = Effect.gen(function*() {
  const sql = yield* SqlClient
  // The place of an account's last event. Its row is the lock under which events get their places.
  yield* sql`CREATE TABLE finpay_api_event_head (
    account TEXT PRIMARY KEY,
    sequence BIGINT NOT NULL
  )`
  yield* sql`CREATE TABLE finpay_api_event (
    id TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    reference TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    type TEXT NOT NULL,
    body TEXT NOT NULL,
    at BIGINT NOT NULL
  )`
  yield* sql`CREATE UNIQUE INDEX finpay_api_event_place ON finpay_api_event (account, sequence)`
  yield* sql`CREATE INDEX finpay_api_event_at ON finpay_api_event (account, at)`
  yield* sql`CREATE TABLE finpay_api_webhook_endpoint (
    id TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    url TEXT NOT NULL,
    description TEXT NOT NULL,
    types TEXT,
    state TEXT NOT NULL,
    disabled_because TEXT,
    secret TEXT,
    former_secret TEXT,
    former_until BIGINT,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
  )`
  yield* sql`CREATE INDEX finpay_api_webhook_endpoint_account ON finpay_api_webhook_endpoint (account, state)`
  yield* sql`CREATE TABLE finpay_api_delivery (
    id TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    endpoint_id TEXT NOT NULL,
    event_id TEXT NOT NULL,
    reference TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    type TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT,
    version INTEGER NOT NULL,
    tries INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    due_at BIGINT,
    created_at BIGINT NOT NULL,
    ended_at BIGINT,
    updated_at BIGINT NOT NULL
  )`
  yield* sql`CREATE UNIQUE INDEX finpay_api_delivery_once ON finpay_api_delivery (endpoint_id, event_id)`
  // Whose turn it is among the deliveries about one payment.
  yield* sql`CREATE INDEX finpay_api_delivery_turn ON finpay_api_delivery (endpoint_id, reference, sequence)
    WHERE state IN ('pending', 'waiting')`
  yield* sql`CREATE INDEX finpay_api_delivery_account ON finpay_api_delivery (account, id)`
  yield* sql`CREATE INDEX finpay_api_delivery_reference ON finpay_api_delivery (account, reference, id)`
  yield* sql`CREATE INDEX finpay_api_delivery_ended ON finpay_api_delivery (ended_at)`
  yield* sql`CREATE INDEX finpay_api_delivery_event ON finpay_api_delivery (event_id)`
  yield* sql`CREATE TABLE finpay_api_attempt (
    delivery_id TEXT NOT NULL,
    number INTEGER NOT NULL,
    at BIGINT NOT NULL,
    millis INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    status INTEGER,
    detail TEXT NOT NULL,
    answer TEXT,
    PRIMARY KEY (delivery_id, number)
  )`
  // How far the journal of an account was read: a JSON object, the place in each lane.
  yield* sql`CREATE TABLE finpay_api_follower (
    account TEXT PRIMARY KEY,
    places TEXT NOT NULL,
    version BIGINT NOT NULL
  )`
})
