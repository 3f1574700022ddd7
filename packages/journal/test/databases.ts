/** What the tests of both databases share: each test gets a database of its own, fresh and empty. */
import { describe } from "@effect/vitest"
import { Effect, Layer, Redacted } from "effect"
import type { Scope } from "effect"
import { Reactivity } from "effect/reactivity"
import { SqlClient } from "effect/sql"
import type { SqlError } from "effect/sql"
import { randomUUID } from "node:crypto"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { inject } from "vitest"
import type { JournalUnavailable } from "../src/JournalError.ts"
import { layerPostgres, layerSqlite } from "../src/store/database.ts"
import { makePostgres } from "../src/store/postgres/driver.ts"
import { layerSqliteClient } from "../src/store/sqlite/driver.ts"

/** A database that did not exist before the test and does not after it. */
export interface FreshDatabase {
  readonly kind: "SQLite" | "PostgreSQL"
  /** Its address, for `layerOf` and for other processes (`FINPAY_DATABASE_URL`). */
  readonly url: Redacted.Redacted
  /** A client of the journal's database: brought forward. Built anew (`Layer.fresh`), it is another connection. */
  readonly layer: Layer.Layer<SqlClient.SqlClient, JournalUnavailable>
  /** A client of the bare database: nothing in it is touched. */
  readonly bare: Layer.Layer<SqlClient.SqlClient, SqlError.SqlError>
}

/** Gives a test its database. */
export type MakeDatabase = Effect.Effect<FreshDatabase, never, Scope.Scope>

/** A folder of its own, gone after the test. */
export const temporaryFolder: Effect.Effect<string, never, Scope.Scope> = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "finpay-journal-"))),
  (folder) => Effect.sync(() => rmSync(folder, { recursive: true, force: true }))
)

/** A fresh SQLite file. */
export const freshSqlite: MakeDatabase = Effect.map(temporaryFolder, (folder) => {
  const file = join(folder, "journal.db")
  return {
    kind: "SQLite",
    url: Redacted.make(`sqlite:${file}`),
    layer: layerSqlite({ file }),
    bare: layerSqliteClient({ file })
  }
})

/** A client of PostgreSQL that touches nothing. */
export const barePostgres = (url: Redacted.Redacted): Layer.Layer<SqlClient.SqlClient, SqlError.SqlError> =>
  Layer.effect(SqlClient.SqlClient, makePostgres({ url })).pipe(Layer.provide(Reactivity.layer))

const onServer = (statement: string) =>
  Effect.orDie(Effect.provide(
    Effect.flatMap(SqlClient.SqlClient, (sql) => sql.unsafe(statement)),
    Layer.fresh(barePostgres(Redacted.make(inject("postgresUrl"))))
  ))

/** A fresh database in the PostgreSQL of the tests. */
export const freshPostgres: MakeDatabase = Effect.gen(function*() {
  const name = `finpay_test_${randomUUID().replaceAll("-", "")}`
  yield* Effect.acquireRelease(
    onServer(`CREATE DATABASE ${name}`),
    () => onServer(`DROP DATABASE ${name} WITH (FORCE)`)
  )
  const address = new URL(inject("postgresUrl"))
  address.pathname = `/${name}`
  const url = Redacted.make(address.href)
  return { kind: "PostgreSQL", url, layer: layerPostgres({ url }), bare: barePostgres(url) }
})

/** Runs the same tests on both databases. `fresh` gives each test its own. */
export const describeDatabases = (title: string, tests: (fresh: MakeDatabase) => void): void => {
  describe(`${title}, on SQLite`, () => tests(freshSqlite))
  describe(`${title}, on PostgreSQL`, () => tests(freshPostgres))
}
