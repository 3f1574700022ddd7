import * as Effect from "effect/Effect"
import * as Migrator from "effect/sql/Migrator"
import { SqlClient } from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import type { JournalUnavailable } from "../JournalError.ts"
import { migrations } from "./migrations.ts"
import { newerDatabase, toUnavailable } from "./unavailable.ts"

/** Which steps a database has had. */
const journalSteps = "finpay_migrations"

/** The same of the work queue, which keeps its own; 2 is what the queue of effect 4.1.0 knows. */
const queueSteps = "finpay_work_migrations"
const knownQueueStep = 2

const knownStep = Math.max(...Object.keys(migrations).map((name) => Number.parseInt(name, 10)))

const tableExists = (sql: SqlClient, table: string): Effect.Effect<boolean, SqlError> =>
  Effect.map(
    sql.onDialectOrElse({
      pg: () => sql`SELECT 1 AS found WHERE to_regclass(${table}) IS NOT NULL`,
      orElse: () => sql`SELECT 1 AS found FROM sqlite_master WHERE type = 'table' AND name = ${table}`
    }),
    (rows) => rows.length > 0
  )

/** The last step a database has had; 0 where it has had none. */
const lastStep = Effect.fnUntraced(function*(sql: SqlClient, table: string) {
  if (!(yield* tableExists(sql, table))) return 0
  const [row] = yield* sql`SELECT MAX(migration_id) AS step FROM ${sql(table)}`
  return Number(row?.["step"] ?? 0)
})

const refuseNewer = Effect.fnUntraced(function*(sql: SqlClient, table: string, known: number) {
  const found = yield* lastStep(sql, table)
  if (found > known) return yield* newerDatabase(found, known)
})

/**
 * Processes that start together go one after another: on SQLite by the write lock of the transaction, on PostgreSQL by a
 * lock of this name.
 */
const takeTurns = (sql: SqlClient) =>
  sql.onDialectOrElse({
    pg: () => sql`SELECT pg_advisory_xact_lock(hashtext(${journalSteps}))`,
    orElse: () => Effect.void
  })

/**
 * Brings the database forward to this version: all steps it lacks, in one transaction.
 *
 * One that a newer version has brought further is refused with `newer`, before anything is changed.
 */
export const migrate: Effect.Effect<void, JournalUnavailable, SqlClient> = Effect.gen(function*() {
  const sql = yield* SqlClient
  yield* Effect.gen(function*() {
    yield* takeTurns(sql)
    yield* refuseNewer(sql, journalSteps, knownStep)
    yield* refuseNewer(sql, queueSteps, knownQueueStep)
    yield* Migrator.make({})({ loader: Migrator.fromRecord(migrations), table: journalSteps })
  }).pipe(sql.withTransaction)
}).pipe(
  Effect.catchDefect((defect) => Effect.fail(toUnavailable(defect))),
  Effect.mapError(toUnavailable)
)
