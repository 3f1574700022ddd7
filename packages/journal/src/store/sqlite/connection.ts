import * as Effect from "effect/Effect"
import type { Connection } from "effect/sql/SqlConnection"
import type { SqlError } from "effect/sql/SqlError"
import * as Stream from "effect/Stream"
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite"
import { attemptWhenFree } from "./busy.ts"
import type { LockWait } from "./busy.ts"
import { explainWriting } from "./errors.ts"
import { makeStatements } from "./statements.ts"

/** How a connection behaves. */
export interface ConnectionOptions extends LockWait {
  /**
   * What the time is, as `YYYY-MM-DD HH:MM:SS` in UTC; the machine's clock unless given. For the simulation, whose work
   * queue then runs on virtual time.
   */
  readonly currentTimestamp?: () => string
}

const isBindable = (value: unknown): value is SQLInputValue =>
  value === null || typeof value === "string" || typeof value === "number" || typeof value === "bigint" ||
  value instanceof Uint8Array

/** node:sqlite takes any other object for a list of named parameters, and binds NULL. */
const bindable = (value: unknown): SQLInputValue => {
  if (value === undefined) return null
  if (typeof value === "boolean") return value ? 1 : 0
  if (isBindable(value)) return value
  throw new TypeError("SQLite takes text, numbers, bytes and null as values")
}

/** Rows of node:sqlite have no prototype; those of PostgreSQL have. */
const plain = (row: object): object => ({ ...row })

/**
 * SQL's word for the time becomes a function of ours. Only in statements that read or write rows: a table's default
 * cannot call a function that is not part of the database.
 */
const onTimeOf = (database: DatabaseSync, currentTimestamp: () => string): (text: string) => string => {
  database.function("finpay_now", currentTimestamp)
  return (text) => /^\s*(?:CREATE|ALTER)\b/iu.test(text) ? text : text.replaceAll("CURRENT_TIMESTAMP", "finpay_now()")
}

/**
 * Effect's view of an open database: one statement at a time, waiting while another process holds it.
 *
 * Whole numbers come back as numbers; one that a number cannot hold exactly is an error, never rounded.
 */
export const makeConnection = (database: DatabaseSync, options: ConnectionOptions = {}): Connection => {
  const { currentTimestamp } = options
  const onTime = currentTimestamp === undefined ? undefined : onTimeOf(database, currentTimestamp)
  const prepared = makeStatements(database)
  const file = database.location()

  const run = <A>(
    text: string,
    values: ReadonlyArray<unknown>,
    step: (statement: StatementSync, values: ReadonlyArray<SQLInputValue>) => A,
    prepare: (text: string) => StatementSync = prepared
  ): Effect.Effect<A, SqlError> =>
    attemptWhenFree(() => step(prepare(onTime?.(text) ?? text), values.map(bindable)), options, "execute").pipe(
      Effect.mapError((error) => explainWriting(file, error))
    )

  const once = (text: string): StatementSync => database.prepare(text)
  const rows = (statement: StatementSync, values: ReadonlyArray<SQLInputValue>) => statement.all(...values).map(plain)
  const arrays = (statement: StatementSync, values: ReadonlyArray<SQLInputValue>) => {
    statement.setReturnArrays(true)
    try {
      return statement.all(...values) as unknown as ReadonlyArray<ReadonlyArray<unknown>>
    } finally {
      statement.setReturnArrays(false)
    }
  }
  const raw = (statement: StatementSync, values: ReadonlyArray<SQLInputValue>) =>
    statement.columns().length > 0 ? rows(statement, values) : statement.run(...values)

  const execute: Connection["execute"] = (text, values, transformRows) =>
    Effect.map(run(text, values, rows), (found) => transformRows === undefined ? found : transformRows(found))

  return {
    execute,
    executeRaw: (text, values) => run(text, values, raw),
    // All at once: a statement left half read would keep the connection from everybody else.
    executeStream: (text, values, transformRows) => Stream.fromIterableEffect(execute(text, values, transformRows)),
    executeValues: (text, values) => run(text, values, arrays),
    executeValuesUnprepared: (text, values) => run(text, values, arrays, once),
    executeUnprepared: (text, values, transformRows) =>
      Effect.map(run(text, values, rows, once), (found) => transformRows === undefined ? found : transformRows(found))
  }
}

/** The same connection, with each step of SQLite done as `step` does it; it is told the statement. */
export const around = (
  connection: Connection,
  step: <A>(text: string, inner: Effect.Effect<A, SqlError>) => Effect.Effect<A, SqlError>
): Connection => ({
  execute: (text, values, transform) => step(text, connection.execute(text, values, transform)),
  executeRaw: (text, values) => step(text, connection.executeRaw(text, values)),
  executeStream: (text, values, transform) =>
    Stream.fromIterableEffect(step(text, connection.execute(text, values, transform))),
  executeValues: (text, values) => step(text, connection.executeValues(text, values)),
  executeValuesUnprepared: (text, values) => step(text, connection.executeValuesUnprepared(text, values)),
  executeUnprepared: (text, values, transform) => step(text, connection.executeUnprepared(text, values, transform))
})
