import { assert, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { SqlClient } from "effect/sql"
import { chmodSync, existsSync, mkdirSync, readdirSync, readlinkSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import process from "node:process"
import { DatabaseSync } from "node:sqlite"
import { layerSqliteClient } from "../../../src/store/sqlite/driver.ts"
import type { SqliteOptions } from "../../../src/store/sqlite/driver.ts"
import { temporaryFolder } from "../../databases.ts"

const modeOf = (path: string): number => statSync(path).mode & 0o777

const using = <A, E>(options: SqliteOptions, body: (sql: SqlClient.SqlClient) => Effect.Effect<A, E>) =>
  Effect.provide(Effect.flatMap(SqlClient.SqlClient, body), Layer.fresh(layerSqliteClient(options)))

it.effect("the file and its folder are made for this user alone, and so is all that SQLite puts beside it", () =>
  Effect.gen(function*() {
    const folder = join(yield* temporaryFolder, "data", "finpay")
    const file = join(folder, "journal.db")
    yield* using({ file }, (sql) =>
      Effect.gen(function*() {
        yield* sql`CREATE TABLE t (a TEXT)`
        assert.strictEqual(modeOf(file), 0o600)
        assert.strictEqual(modeOf(`${file}-wal`), 0o600)
        assert.strictEqual(modeOf(`${file}-shm`), 0o600)
        assert.strictEqual(modeOf(folder), 0o700)
        assert.strictEqual(modeOf(join(folder, "..")), 0o700)
      }))
    assert.isFalse(existsSync(`${file}-wal`))
  }))

it.effect("a file that is there keeps its mode and its rows", () =>
  Effect.gen(function*() {
    const file = join(yield* temporaryFolder, "journal.db")
    yield* using({ file }, (sql) => sql`CREATE TABLE t (a TEXT)`)
    chmodSync(file, 0o640)
    const rows = yield* using({ file }, (sql) => sql`SELECT * FROM t`)
    assert.deepStrictEqual(rows, [])
    assert.strictEqual(modeOf(file), 0o640)
  }))

it.effect("commits wait for the disk, unless that is switched off", () =>
  Effect.gen(function*() {
    const file = join(yield* temporaryFolder, "journal.db")
    const settings = (sql: SqlClient.SqlClient) =>
      Effect.all([sql`PRAGMA journal_mode`.values, sql`PRAGMA synchronous`.values, sql`PRAGMA busy_timeout`.values])
    const full = 2
    assert.deepStrictEqual(yield* using({ file }, settings), [[["wal"]], [[full]], [[0]]])
    assert.deepStrictEqual(yield* using({ file, synchronous: "off" }, settings), [[["wal"]], [[0]], [[0]]])
  }))

it.effect("no page of it gets into a temporary file, however much a savepoint may have to take back", () =>
  Effect.gen(function*() {
    const file = join(yield* temporaryFolder, "journal.db")
    // What this process has open that has no name any more: so SQLite keeps its temporary files.
    const nameless = () =>
      process.platform === "linux"
        ? readdirSync("/proc/self/fd").flatMap((handle) => {
          try {
            return [readlinkSync(`/proc/self/fd/${handle}`)].filter((path) => path.includes("etilqs_"))
          } catch {
            return []
          }
        })
        : []
    yield* using({ file }, (sql) =>
      Effect.gen(function*() {
        assert.deepStrictEqual(yield* sql`PRAGMA temp_store`.values, [[2]])
        yield* sql`CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT)`
        yield* sql`WITH RECURSIVE n(a) AS (SELECT 1 UNION ALL SELECT a + 1 FROM n WHERE a < 200)
          INSERT INTO t SELECT a, ${"x".repeat(4000)} FROM n`
        const changing = sql.withTransaction(
          Effect.andThen(sql`UPDATE t SET b = upper(b)`, Effect.sync(() => assert.deepStrictEqual(nameless(), [])))
        )
        yield* sql.withTransaction(Effect.andThen(sql`DELETE FROM t WHERE a = 1`, changing))
      }))
  }))

it.effect("a database can live in memory", () =>
  Effect.gen(function*() {
    const rows = yield* using(
      { file: ":memory:" },
      (sql) => Effect.andThen(sql`CREATE TABLE t (a TEXT)`, sql`SELECT name FROM sqlite_master`)
    )
    assert.deepStrictEqual(rows, [{ name: "t" }])
  }))

it.effect("a name is never read as an address with options", () =>
  Effect.gen(function*() {
    const folder = yield* temporaryFolder
    const before = process.cwd()
    yield* Effect.acquireRelease(
      Effect.sync(() => process.chdir(folder)),
      () => Effect.sync(() => process.chdir(before))
    )
    yield* using({ file: "file:journal.db?mode=memory" }, (sql) => sql`CREATE TABLE t (a TEXT)`)
    assert.isTrue(existsSync(join(folder, "file:journal.db?mode=memory")))
  }))

it.effect("a folder in place of a file cannot be opened", () =>
  Effect.gen(function*() {
    const file = join(yield* temporaryFolder, "journal.db")
    mkdirSync(file)
    const error = yield* Effect.flip(using({ file }, (sql) => sql`SELECT 1`))
    assert.strictEqual(error.reason._tag, "ConnectionError")
  }))

it.effect("a file that is no database cannot be opened, and stays as it is", () =>
  Effect.gen(function*() {
    const file = join(yield* temporaryFolder, "journal.db")
    const text = "this is a shopping list ".repeat(50)
    writeFileSync(file, text)
    const error = yield* Effect.flip(using({ file }, (sql) => sql`SELECT 1`))
    assert.include(error.message, "not a database")
    assert.strictEqual(statSync(file).size, text.length)
  }))

it.live("one that another process holds is waited for", () =>
  Effect.gen(function*() {
    const file = join(yield* temporaryFolder, "journal.db")
    const other = yield* Effect.acquireRelease(
      Effect.sync(() => new DatabaseSync(file)),
      (database) => Effect.sync(() => database.close())
    )
    other.exec("CREATE TABLE t (a TEXT); BEGIN EXCLUSIVE")
    const refused = yield* Effect.flip(using({ file, lockWaitMillis: 1 }, (sql) => sql`SELECT 1`))
    assert.strictEqual(refused.reason._tag, "LockTimeoutError")
    setImmediate(() => other.exec("COMMIT"))
    const rows = yield* using({ file }, (sql) => sql`SELECT 1 AS one`)
    assert.deepStrictEqual(rows, [{ one: 1 }])
  }))
