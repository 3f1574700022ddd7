import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"
import type { AttemptOutcome, DeliveryState } from "../contract/webhook-deliveries.ts"
import { numbersOf, textsOf } from "../database/row.ts"
import type { Row } from "../database/row.ts"

/** That an endpoint is told of an event. Times are milliseconds since 1970. */
export interface Delivery {
  readonly id: string
  readonly account: string
  readonly endpointId: string
  readonly eventId: string
  readonly reference: string
  /** The place of its event among those of the account. */
  readonly sequence: number
  readonly type: string
  readonly state: DeliveryState
  /** Why it is dead. */
  readonly reason?: string
  /** Counts its changes, from 1. */
  readonly version: number
  /** Attempts since it was planned, or replayed: its place in the schedule. */
  readonly tries: number
  /** All attempts. */
  readonly attempts: number
  readonly dueAt?: number
  readonly createdAt: number
  readonly endedAt?: number
}

/** One attempt to deliver. */
export interface Attempt {
  readonly at: number
  readonly millis: number
  readonly outcome: AttemptOutcome
  readonly status?: number
  /** What happened, in one plain sentence. */
  readonly detail: string
  /** The beginning of what was answered. */
  readonly answer?: string
}

/** A delivery as the database has it. */
export const deliveryOf = (row: Row): Delivery => ({
  id: String(row["id"]),
  account: String(row["account"]),
  endpointId: String(row["endpoint_id"]),
  eventId: String(row["event_id"]),
  reference: String(row["reference"]),
  sequence: Number(row["sequence"]),
  type: String(row["type"]),
  state: row["state"] as DeliveryState,
  version: Number(row["version"]),
  tries: Number(row["tries"]),
  attempts: Number(row["attempts"]),
  createdAt: Number(row["created_at"]),
  ...textsOf(row, { reason: "reason" }),
  ...numbersOf(row, { dueAt: "due_at", endedAt: "ended_at" })
})

/** An attempt as the database has it. */
export const attemptOf = (row: Row): Attempt & { readonly number: number } => ({
  number: Number(row["number"]),
  at: Number(row["at"]),
  millis: Number(row["millis"]),
  outcome: row["outcome"] as AttemptOutcome,
  detail: String(row["detail"]),
  ...numbersOf(row, { status: "status" }),
  ...textsOf(row, { answer: "answer" })
})

/** A delivery by its id. */
export const findDelivery = (id: string) =>
  Effect.flatMap(SqlClient, (sql) =>
    Effect.map(
      sql`SELECT * FROM finpay_api_delivery WHERE id = ${id}`,
      ([row]) => row === undefined ? undefined : deliveryOf(row)
    ))
