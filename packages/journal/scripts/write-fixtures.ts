/**
 * Writes test/fixtures/step-N.sqlite.sql and step-N.postgres.sql: a database of each kind with rows in it, as this version
 * makes it. Run it when a version with a new migration is about to be released; never again for a released one.
 */
import { Effect, Layer, Redacted } from "effect"
import type { SqlClient } from "effect/sql"
import { writeFileSync } from "node:fs"
import type { JournalUnavailable } from "../src/JournalError.ts"
import { defaultSettings } from "../src/settings.ts"
import { layerPostgres, layerSqlite } from "../src/store/database.ts"
import { migrations } from "../src/store/migrations.ts"
import { layerQueues } from "../src/work.ts"
import { dumpDatabase } from "../test/support/fixture/dump.ts"
import { populate } from "../test/support/fixture/populate.ts"
import { startPostgres } from "../test/support/postgres/server.ts"

const step = Object.keys(migrations).length

const write = (kind: string, database: Layer.Layer<SqlClient.SqlClient, JournalUnavailable>) =>
  Effect.gen(function*() {
    yield* populate
    const text = yield* dumpDatabase
    writeFileSync(new URL(`../test/fixtures/step-${step}.${kind}.sql`, import.meta.url), text)
  }).pipe(Effect.provide(Layer.provideMerge(layerQueues(defaultSettings), database)))

const server = await startPostgres({ fsync: false })
try {
  await Effect.runPromise(Effect.andThen(
    write("sqlite", layerSqlite({ file: ":memory:" })),
    write("postgres", layerPostgres({ url: Redacted.make(server.url) }))
  ))
} finally {
  await server.remove()
}
