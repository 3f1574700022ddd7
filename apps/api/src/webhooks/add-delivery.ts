import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"
import { newId } from "../database/new-id.ts"
import { WebhookQueue } from "./queue.ts"

/** The part of an event that its deliveries repeat, to be looked for. */
export interface Deliverable {
  readonly id: string
  readonly account: string
  readonly reference: string
  readonly sequence: number
  readonly type: string
}

/** Writes down that an endpoint is to be told of an event, and plans the first attempt at once. Gives the id. */
export const addDelivery = Effect.fnUntraced(function*(endpointId: string, event: Deliverable) {
  const sql = yield* SqlClient
  const { plan } = yield* WebhookQueue
  const now = yield* Clock.currentTimeMillis
  const id = yield* newId("dlv")
  yield* sql`INSERT INTO finpay_api_delivery ${
    sql.insert({
      id,
      account: event.account,
      endpoint_id: endpointId,
      event_id: event.id,
      reference: event.reference,
      sequence: event.sequence,
      type: event.type,
      state: "pending",
      reason: null,
      version: 1,
      tries: 0,
      attempts: 0,
      due_at: now,
      created_at: now,
      ended_at: null,
      updated_at: now
    })
  }`
  yield* plan({ deliveryId: id, endpointId, version: 1 }, 0)
  return id
})
