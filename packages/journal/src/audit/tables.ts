import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { SqlClient } from "effect/sql/SqlClient"
import { layerSqlite } from "../store/database.ts"
import type { Store } from "../store/Store.ts"
import { toUnavailable } from "../store/unavailable.ts"
import type { Findings } from "./Findings.ts"
import { orFinding } from "./pages.ts"

/** What keeps a key from being used twice, and a second mutation of an order from being sent. */
const guards = ["finpay_mutation_key", "finpay_mutation_open"]

const missing = "is missing, or not as this version makes it"

const readDefinitions = (sql: SqlClient) =>
  Effect.map(
    sql`SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL
      AND tbl_name IN ('finpay_mutation', 'finpay_audit', 'finpay_lane') ORDER BY name`,
    (rows) => new Map(rows.map((row) => [String(row["name"]), String(row["sql"])]))
  )

/** The tables and indexes as this version makes them, found by making them. */
const madeAnew = Effect.mapError(
  Effect.provide(Effect.flatMap(SqlClient, readDefinitions), Layer.fresh(layerSqlite({ file: ":memory:" }))),
  toUnavailable
)

const changedInSqlite = Effect.fnUntraced(function*({ sql, usable }: Store) {
  const found = yield* usable(readDefinitions(sql))
  return [...yield* madeAnew].filter(([name, definition]) => found.get(name) !== definition).map(([name]) => name)
})

const changedInPostgres = Effect.fnUntraced(function*({ sql, usable }: Store) {
  const rows = yield* usable(
    sql`SELECT c.relname AS name FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
      WHERE i.indrelid = to_regclass('finpay_mutation') AND i.indisunique AND i.indisvalid`
  )
  const found = new Set(rows.map((row) => row["name"]))
  return guards.filter((name) => !found.has(name))
})

/** Whether the tables and indexes are those this version makes; on PostgreSQL, whether what it relies on is there. */
export const checkTables = Effect.fnUntraced(function*(store: Store, findings: Findings) {
  const changed = yield* orFinding(
    findings,
    "database",
    store.sql.onDialectOrElse({ pg: () => changedInPostgres(store), orElse: () => changedInSqlite(store) })
  )
  for (const name of changed ?? []) findings.add(name, missing)
})
