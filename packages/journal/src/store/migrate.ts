import * as Effect from "effect/Effect"
import * as Migrator from "effect/sql/Migrator"
import { SqlClient } from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import type { JournalUnavailable } from "../JournalError.ts"
import { migrations } from "./migrations.ts"
import { newerDatabase, stepsLost, toUnavailable } from "./unavailable.ts"

/** A list of steps, the table that the first of them made, and the last one that this version knows. */
interface Steps {
  readonly list: string
  readonly made: string
  readonly known: number
}

/** The steps of one program, by number and name, such as `0001_journal`. One that was released is never changed. */
export interface Migrations {
  /** The table that lists the steps that were done. */
  readonly list: string
  /** A table that the first of the steps makes. */
  readonly made: string
  readonly steps: Readonly<Record<string, Effect.Effect<void, unknown, SqlClient>>>
}

const stepsOf = ({ list, made, steps }: Migrations): Steps => ({
  list,
  made,
  known: Math.max(...Object.keys(steps).map((name) => Number.parseInt(name, 10)))
})

/** The work queue keeps its own; 2 is what the queue of effect 4.1.0 knows. */
const queueSteps: Steps = { list: "finpay_work_migrations", made: "finpay_work", known: 2 }

const tableExists = (sql: SqlClient, table: string): Effect.Effect<boolean, SqlError> =>
  Effect.map(
    sql.onDialectOrElse({
      pg: () => sql`SELECT 1 AS found WHERE to_regclass(${table}) IS NOT NULL`,
      orElse: () => sql`SELECT 1 AS found FROM sqlite_master WHERE type = 'table' AND name = ${table}`
    }),
    (rows) => rows.length > 0
  )

/** The steps a database has had, in order. */
const stepsHad = Effect.fnUntraced(function*(sql: SqlClient, { list }: Steps) {
  if (!(yield* tableExists(sql, list))) return []
  const rows = yield* sql`SELECT migration_id FROM ${sql(list)} ORDER BY migration_id`
  return rows.map((row) => Number(row["migration_id"]))
})

/**
 * A list that lost steps would have them done a second time.
 *
 * The table is looked for before and after: another process may be making it, with its steps in the same transaction.
 */
const refuseUnfit = Effect.fnUntraced(function*(sql: SqlClient, steps: Steps) {
  const { known, list, made } = steps
  const wasMade = yield* tableExists(sql, made)
  const had = yield* stepsHad(sql, steps)
  const isMade = yield* tableExists(sql, made)
  const last = had.at(-1) ?? 0
  if (last > known) return yield* newerDatabase(last, known)
  if (had.some((step, index) => step !== index + 1)) return yield* stepsLost(`${list} lacks steps that were done`)
  if (wasMade && last === 0) return yield* stepsLost(`${made} is there, and ${list} does not say so`)
  if (!isMade && last > 0) return yield* stepsLost(`${list} tells of ${made}, which is gone`)
})

/**
 * Processes that start together go one after another: on SQLite by the write lock of the transaction, on PostgreSQL by a
 * lock of this name.
 */
const takeTurns = (sql: SqlClient, list: string) =>
  sql.onDialectOrElse({
    pg: () => sql`SELECT pg_advisory_xact_lock(hashtext(${list}))`,
    orElse: () => Effect.void
  })

/**
 * Brings the tables of one program forward to this version: all steps they lack, in one transaction.
 *
 * Tables that a newer version has brought further are refused with `newer`, and a database whose tables and steps do not
 * fit each other with `damaged`, before anything is changed. `others` are looked at in the same way, and left alone.
 *
 * Give tables no constraint that is `DEFERRED`: on SQLite, transactions that wait for one another are committed together,
 * and what only the commit finds wrong fails all of them.
 *
 * Errors: `JournalUnavailable`.
 *
 * @example
 * ```ts
 * import { bringForward, layerSqlite } from "@openfinpay/finpay-journal"
 * import { Effect } from "effect"
 * import { SqlClient } from "effect/sql/SqlClient"
 *
 * const forward = bringForward({
 *   list: "shop_migrations",
 *   made: "shop_return",
 *   steps: { "0001_return": Effect.flatMap(SqlClient, (sql) => sql`CREATE TABLE shop_return (id TEXT PRIMARY KEY)`) }
 * })
 * const returns = Effect.gen(function*() {
 *   yield* forward
 *   const sql = yield* SqlClient
 *   return yield* sql`SELECT id FROM shop_return`
 * })
 * Effect.runPromise(Effect.provide(returns, layerSqlite({ file: "journal.sqlite" }))) // => []
 * ```
 */
export const bringForward = (
  own: Migrations,
  others: ReadonlyArray<Steps> = []
): Effect.Effect<void, JournalUnavailable, SqlClient> =>
  Effect.gen(function*() {
    const sql = yield* SqlClient
    yield* Effect.gen(function*() {
      yield* takeTurns(sql, own.list)
      yield* Effect.forEach([stepsOf(own), ...others], (steps) => refuseUnfit(sql, steps), { discard: true })
      yield* Migrator.make({})({ loader: Migrator.fromRecord(own.steps), table: own.list })
    }).pipe(sql.withTransaction)
  }).pipe(
    Effect.catchDefect((defect) => Effect.fail(toUnavailable(defect))),
    Effect.mapError(toUnavailable)
  )

/** Brings the journal's own tables forward. */
export const migrate = bringForward({ list: "finpay_migrations", made: "finpay_mutation", steps: migrations }, [
  queueSteps
])
