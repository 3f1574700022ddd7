/** A SQLite database that cannot be used says why, and keeps nothing of what was being written. */
import { assert, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { SqlClient } from "effect/sql"
import { randomBytes } from "node:crypto"
import {
  closeSync,
  copyFileSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
  writeSync
} from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { layerSqlite } from "../../../src/store/database.ts"
import type { SqliteOptions } from "../../../src/store/sqlite/driver.ts"
import { toUnavailable } from "../../../src/store/unavailable.ts"
import { temporaryFolder } from "../../databases.ts"

const using = <A, E>(options: SqliteOptions, body: (sql: SqlClient.SqlClient) => Effect.Effect<A, E>) =>
  Effect.provide(Effect.flatMap(SqlClient.SqlClient, body), Layer.fresh(layerSqlite(options)))

const temporaryFile = Effect.map(temporaryFolder, (folder) => join(folder, "journal.db"))

const addLane = (sql: SqlClient.SqlClient, lane: number, hash = "hash") =>
  sql`INSERT INTO finpay_lane (account, lane, sequence, hash) VALUES ('a', ${lane}, 0, ${hash})`

const lanes = (sql: SqlClient.SqlClient) =>
  Effect.map(sql`SELECT lane FROM finpay_lane ORDER BY lane`, (rows) => rows.map((row) => row["lane"]))

it.effect("full", () =>
  Effect.gen(function*() {
    const file = yield* temporaryFile
    yield* using({ file }, (sql) =>
      Effect.gen(function*() {
        const [pages] = yield* sql`PRAGMA page_count`.values
        yield* sql.unsafe(`PRAGMA max_page_count = ${Number(pages?.[0]) + 1}`)
        const large = "x".repeat(20_000)
        const writing = sql.withTransaction(Effect.andThen(addLane(sql, 1), addLane(sql, 2, large)))
        const error = toUnavailable(yield* Effect.flip(writing))
        assert.strictEqual(error.reason, "full")
        assert.strictEqual(
          error.message,
          "The journal cannot be used: there is no room left for its database (database or disk is full). " +
            "Make room on that disk and ask again; what was written down before stays as it is."
        )
        assert.deepStrictEqual(yield* lanes(sql), [])
        yield* sql.unsafe("PRAGMA max_page_count = 1000000")
        yield* writing
        assert.deepStrictEqual(yield* lanes(sql), [1, 2])
      }))
  }))

it.effect("read-only", () =>
  Effect.gen(function*() {
    const file = yield* temporaryFile
    yield* using({ file }, (sql) =>
      Effect.gen(function*() {
        // What SQLite says for a file or disk it may not write; root may write any, so it is told here.
        yield* sql`PRAGMA query_only = ON`
        const error = yield* Effect.flip(sql.withTransaction(addLane(sql, 1)))
        assert.strictEqual(toUnavailable(error).reason, "read-only")
        assert.deepStrictEqual(yield* lanes(sql), [])
      }))
  }))

it.live("locked by another process", () =>
  Effect.gen(function*() {
    const file = yield* temporaryFile
    yield* using({ file, lockWaitMillis: 20 }, (sql) =>
      Effect.gen(function*() {
        const other = yield* Effect.acquireRelease(
          Effect.sync(() => new DatabaseSync(file)),
          (database) => Effect.sync(() => database.close())
        )
        other.exec("BEGIN IMMEDIATE")
        const error = yield* Effect.flip(sql.withTransaction(addLane(sql, 1)))
        assert.strictEqual(toUnavailable(error).reason, "locked")
        const opening = yield* Effect.flip(using({ file, lockWaitMillis: 20 }, lanes))
        assert.strictEqual(toUnavailable(opening).reason, "locked")
        other.exec("ROLLBACK")
        yield* sql.withTransaction(addLane(sql, 2))
        assert.deepStrictEqual(yield* lanes(sql), [2])
      }).pipe(Effect.scoped))
  }))

it.effect("no database at all", () =>
  Effect.gen(function*() {
    const file = yield* temporaryFile
    const bytes = randomBytes(10_000)
    writeFileSync(file, bytes)
    const error = yield* Effect.flip(using({ file }, lanes))
    assert.strictEqual(toUnavailable(error).reason, "damaged")
    assert.isTrue(readFileSync(file).equals(bytes))
  }))

it.effect("damaged inside", () =>
  Effect.gen(function*() {
    const file = yield* temporaryFile
    yield* using({ file }, (sql) => Effect.forEach([1, 2, 3], (lane) => addLane(sql, lane)))
    const header = 100
    const handle = openSync(file, "r+")
    writeSync(handle, randomBytes(statSync(file).size - header), 0, undefined, header)
    closeSync(handle)
    const error = yield* Effect.flip(using({ file }, lanes))
    assert.strictEqual(toUnavailable(error).reason, "damaged")
  }))

it.effect("in a place that is none", () =>
  Effect.gen(function*() {
    const file = yield* temporaryFile
    writeFileSync(file, "")
    const error = yield* Effect.flip(using({ file: join(file, "journal.db") }, lanes))
    assert.strictEqual(toUnavailable(error).reason, "unreachable")
  }))

it.effect("taken away while it is open", () =>
  Effect.gen(function*() {
    const file = yield* temporaryFile
    yield* using({ file }, (sql) =>
      Effect.gen(function*() {
        yield* addLane(sql, 1)
        renameSync(file, `${file}.old`)
        const error = toUnavailable(yield* Effect.flip(sql.withTransaction(addLane(sql, 2))))
        assert.strictEqual(error.reason, "unreachable")
        assert.include(error.detail, "its file was taken away or replaced")
        renameSync(`${file}.old`, file)
        yield* sql.withTransaction(addLane(sql, 3))
        assert.deepStrictEqual(yield* lanes(sql), [1, 3])
      }))
  }))

it.effect("replaced by a backup while it is open", () =>
  Effect.gen(function*() {
    const file = yield* temporaryFile
    yield* using({ file }, (sql) => addLane(sql, 1))
    copyFileSync(file, `${file}.backup`)
    yield* using({ file }, (sql) =>
      Effect.gen(function*() {
        renameSync(`${file}.backup`, file)
        const error = yield* Effect.flip(sql.withTransaction(addLane(sql, 2)))
        assert.strictEqual(toUnavailable(error).reason, "unreachable")
      }))
  }))
