import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { SqlClient } from "effect/sql/SqlClient"
import { layerSqlite } from "../store/database.ts"
import type { Store } from "../store/Store.ts"
import { toUnavailable } from "../store/unavailable.ts"
import { layerWorkTable } from "../work.ts"
import type { Findings } from "./Findings.ts"
import { objectName } from "./names.ts"
import { orFinding } from "./pages.ts"
import { problem } from "./problems.ts"

const tables = "'finpay_mutation', 'finpay_audit', 'finpay_lane', 'finpay_work'"

/** On SQLite whatever this version makes, those that say which steps were made included. */
const tablesOfSqlite = `${tables}, 'finpay_migrations', 'finpay_work_migrations'`

const missing = problem("definition")

/** A part of the database that belongs to one of the tables, or is one. */
interface Part {
  readonly kind: string
  readonly name: string
  readonly table: string
  /** What it is, where there is something to compare it with. */
  readonly definition: string
}

const readPart = (row: Readonly<Record<string, unknown>>): Part => ({
  kind: String(row["kind"]),
  name: String(row["name"]),
  table: String(row["of"]),
  definition: String(row["definition"])
})

const keyOf = ({ kind, name, table }: Part): string => `${kind} ${name} of ${table}`

// A trigger is listed under its table's name as whoever made it spelt that. An index that belongs to a table's definition
// has none of its own.
const partsOfSqlite = (sql: SqlClient) =>
  Effect.map(
    sql`SELECT type AS kind, name, lower(tbl_name) AS "of", sql AS definition FROM sqlite_master
      WHERE sql IS NOT NULL AND lower(tbl_name) IN (${sql.literal(tablesOfSqlite)}) ORDER BY name`,
    (rows) => rows.map(readPart)
  )

/** The tables with all that belongs to them as this version makes them, found by making them. */
const madeAnew = Effect.mapError(
  Effect.provide(
    Effect.flatMap(SqlClient, partsOfSqlite),
    Layer.fresh(Layer.provideMerge(layerWorkTable, layerSqlite({ file: ":memory:" })))
  ),
  toUnavailable
)

const guard = (table: string, name: string, definition: string): Part => ({ kind: "index", name, table, definition })

/** What keeps a value from being there twice, in PostgreSQL's words after the name of the table. */
const guards: ReadonlyArray<Part> = [
  guard("finpay_mutation", "finpay_mutation_pkey", "btree (id)"),
  guard("finpay_mutation", "finpay_mutation_key", "btree (account, idempotency_key)"),
  guard(
    "finpay_mutation",
    "finpay_mutation_open",
    "btree (account, reference) WHERE (state = ANY (ARRAY['sending'::text, 'unknown'::text, 'needs_review'::text]))"
  ),
  guard(
    "finpay_mutation",
    "finpay_mutation_refund_no",
    "btree (account, refund_no) " +
      "WHERE ((refund_no IS NOT NULL) AND (state <> ALL (ARRAY['rejected'::text, 'not_applied'::text])))"
  ),
  guard("finpay_audit", "finpay_audit_pkey", "btree (account, lane, sequence)"),
  guard("finpay_lane", "finpay_lane_pkey", "btree (account, lane)"),
  guard("finpay_work", "finpay_work_pkey", "btree (sequence)"),
  guard("finpay_work", "idx_finpay_work_id", "btree (id, queue_name)")
]

/**
 * What can refuse or change what is written: indexes that allow a value once, triggers and rules. An index that is not
 * valid, or is looked at only in the end, refuses nothing where it is relied on.
 */
const partsOfPostgres = (sql: SqlClient) =>
  Effect.map(
    sql`WITH ours AS (
        SELECT t.oid, t.relname, n.nspname FROM unnest(ARRAY[${sql.literal(tables)}]) AS name
          JOIN pg_class t ON t.oid = to_regclass(name) JOIN pg_namespace n ON n.oid = t.relnamespace
      )
      SELECT 'index' AS kind, c.relname AS name, ours.relname AS of,
        CASE WHEN i.indisvalid AND i.indisready AND i.indimmediate THEN replace(
          pg_get_indexdef(c.oid),
          format('CREATE UNIQUE INDEX %I ON %I.%I USING ', c.relname, ours.nspname, ours.relname),
          ''
        ) ELSE 'refuses nothing' END AS definition
      FROM ours JOIN pg_index i ON i.indrelid = ours.oid JOIN pg_class c ON c.oid = i.indexrelid
      WHERE i.indisunique OR i.indisexclusion
      UNION ALL
      SELECT 'trigger', t.tgname, ours.relname, 'added'
      FROM ours JOIN pg_trigger t ON t.tgrelid = ours.oid WHERE NOT t.tgisinternal
      UNION ALL
      SELECT 'rule', r.rulename, ours.relname, 'added' FROM ours JOIN pg_rewrite r ON r.ev_class = ours.oid
      ORDER BY name`,
    (rows) => rows.map(readPart)
  )

/** What should be there and what is. */
const readParts = ({ sql, usable }: Store) =>
  sql.onDialectOrElse({
    pg: () => Effect.map(usable(partsOfPostgres(sql)), (found) => ({ made: guards, found })),
    orElse: () => Effect.all({ made: madeAnew, found: usable(partsOfSqlite(sql)) })
  })

/**
 * Whether the tables and all that belongs to them are those this version makes: on SQLite all of it; on PostgreSQL, where
 * others may add an index to find something faster, what the journal relies on and what could change its rows.
 */
export const checkTables = Effect.fnUntraced(function*(store: Store, findings: Findings) {
  const parts = yield* orFinding(findings, "database", readParts(store))
  if (parts === undefined) return
  const found = new Map(parts.found.map((part) => [keyOf(part), part]))
  for (const part of parts.made) {
    if (found.get(keyOf(part))?.definition !== part.definition) findings.add(part.name, missing)
    found.delete(keyOf(part))
  }
  for (const { kind, name, table } of found.values()) {
    findings.add(objectName(kind, name), problem("added", table, kind))
  }
})
