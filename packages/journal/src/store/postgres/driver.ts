import * as PgClient from "@effect/sql-pg/PgClient"
import * as PgTypes from "@effect/sql-pg/PgTypes"
import type * as Effect from "effect/Effect"
import type * as Reactivity from "effect/reactivity/Reactivity"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import type * as Scope from "effect/Scope"
import type { SqlClient } from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import { workPatience } from "./patience.ts"
import type { Patience } from "./patience.ts"
import { connectWithPatience } from "./socket.ts"

/** How the PostgreSQL client works. Only `url` has no default. */
export interface PostgresOptions {
  /** `postgres://user:password@host:port/database`. */
  readonly url: Redacted.Redacted
  /** How many connections this process may hold; 10 unless given. */
  readonly maxConnections?: number
}

const defaultMaxConnections = 10

/** BIGINT columns as numbers, as SQLite gives them; one that a number cannot hold exactly stays a `bigint`. */
const numbers = (): PgTypes.Registry => {
  const registry = PgTypes.makeRegistry()
  registry.register<unknown>(PgTypes.OID.int8, {
    encode: (value) => PgTypes.encode(value, PgTypes.OID.int8),
    decode: (bytes) =>
      Result.map(
        PgTypes.decode(bytes, PgTypes.OID.int8, 1),
        (value) => Number.isSafeInteger(Number(value)) ? Number(value) : value
      )
  })
  return registry
}

/**
 * What every session of the journal relies on, whatever the server's own settings are.
 *
 * - `synchronous_commit`: a commit survives a power cut of the server
 * - `timezone`: the work queue keeps times without a zone, which sessions in different zones would read differently, and
 *   which jump by an hour where the clocks change
 */
const sessionOf = (patience: Patience): Readonly<Record<string, string>> => ({
  default_transaction_isolation: "read committed",
  synchronous_commit: "on",
  timezone: "UTC",
  lock_timeout: String(patience.lockMillis),
  statement_timeout: String(patience.statementMillis),
  idle_in_transaction_session_timeout: String(patience.idleInTransactionMillis)
})

/**
 * A client of a PostgreSQL database, closed with the scope. Connections are made when they are needed.
 *
 * The settings travel with the start of each connection: a pooler between must let them through.
 */
export const makePostgres = (
  options: PostgresOptions,
  patience: Patience = workPatience
): Effect.Effect<SqlClient, SqlError, Scope.Scope | Reactivity.Reactivity> =>
  PgClient.make({
    url: options.url,
    applicationName: "openfinpay-journal",
    maxConnections: options.maxConnections ?? defaultMaxConnections,
    connectTimeout: patience.connectMillis,
    // The pool lets go of what it does not use before the socket takes it for dead.
    idleTimeout: patience.silenceMillis / 2,
    stream: () => connectWithPatience(Redacted.value(options.url), patience.silenceMillis),
    startupParameters: sessionOf(patience),
    types: numbers()
  })
