import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { SqlClient } from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import { EventType } from "../contract/event-types.ts"

/** How an endpoint stands. A deleted one is kept only until the last of its deliveries is cleaned up. */
export type EndpointState = "enabled" | "disabled" | "deleted"

/** An address of the merchant that is told of events. Times are milliseconds since 1970. */
export interface Endpoint {
  readonly id: string
  readonly account: string
  readonly url: string
  readonly description: string
  /** The kinds it wants; all where left out. */
  readonly types?: ReadonlyArray<EventType>
  readonly state: EndpointState
  readonly disabledBecause?: string
  /** Sealed. */
  readonly secret: string
  /** The secret before, sealed, and until when it signs along. */
  readonly former?: { readonly secret: string; readonly until: number }
  readonly createdBy: string
  readonly createdAt: number
  readonly updatedAt: number
}

type Row = Readonly<Record<string, unknown>>

const decodeTypes = Schema.decodeUnknownSync(Schema.fromJsonString(Schema.Array(EventType)))

const textOf = (value: unknown): string | undefined => typeof value === "string" ? value : undefined

/** An endpoint as the database has it. */
export const endpointOf = (row: Row): Endpoint => {
  const { disabled_because: because, former_secret: former, former_until: until, types } = row
  return {
    id: String(row["id"]),
    account: String(row["account"]),
    url: String(row["url"]),
    description: String(row["description"]),
    ...(typeof types === "string" ? { types: decodeTypes(types) } : {}),
    state: row["state"] as EndpointState,
    ...(typeof because === "string" ? { disabledBecause: because } : {}),
    secret: textOf(row["secret"]) ?? "",
    ...(typeof former === "string" ? { former: { secret: former, until: Number(until) } } : {}),
    createdBy: String(row["created_by"]),
    createdAt: Number(row["created_at"]),
    updatedAt: Number(row["updated_at"])
  }
}

/** The endpoints of an account that are told of events. */
export const enabledEndpoints = (
  account: string
): Effect.Effect<ReadonlyArray<Endpoint>, SqlError, SqlClient> =>
  Effect.flatMap(SqlClient, (sql) =>
    Effect.map(
      sql`SELECT * FROM finpay_api_webhook_endpoint WHERE account = ${account} AND state = 'enabled' ORDER BY id`,
      (rows) => rows.map(endpointOf)
    ))
