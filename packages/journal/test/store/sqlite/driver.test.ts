import { assert, describe, it } from "@effect/vitest"
import { Cause, Effect, Exit, Fiber, Layer, Stream } from "effect"
import { Reactivity } from "effect/reactivity"
import { SqlClient } from "effect/sql"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { makeConnection } from "../../../src/store/sqlite/connection.ts"
import { layerSqliteClient, makeClient } from "../../../src/store/sqlite/driver.ts"
import type { SqliteOptions } from "../../../src/store/sqlite/driver.ts"
import { temporaryFolder } from "../../databases.ts"

const using = <A, E>(options: SqliteOptions, body: (sql: SqlClient.SqlClient) => Effect.Effect<A, E>) =>
  Effect.provide(Effect.flatMap(SqlClient.SqlClient, body), Layer.fresh(layerSqliteClient(options)))

const inMemory = <A, E>(body: (sql: SqlClient.SqlClient) => Effect.Effect<A, E>) => using({ file: ":memory:" }, body)

describe("values", () => {
  it.effect("go in and come out as what they are", () =>
    inMemory((sql) =>
      Effect.gen(function*() {
        const bytes = new Uint8Array([1, 2, 3])
        const rows =
          yield* sql`SELECT ${"text"} AS a, ${1.5} AS b, ${12n} AS c, ${null} AS d, ${true} AS e, ${bytes} AS f`
        assert.deepStrictEqual(rows, [{ a: "text", b: 1.5, c: 12, d: null, e: 1, f: bytes }])
      })
    ))

  it.effect("that SQLite does not know are refused, not written as nothing", () =>
    inMemory((sql) =>
      Effect.gen(function*() {
        const error = yield* Effect.flip(sql`SELECT ${new Date(0)} AS a`)
        assert.include(error.message, "SQLite takes text, numbers, bytes and null")
      })
    ))

  it.effect("too large for a number are an error, not rounded", () =>
    inMemory((sql) =>
      Effect.gen(function*() {
        const error = yield* Effect.flip(sql`SELECT 9007199254740993 AS a`)
        assert.include(error.message, "9007199254740993")
      })
    ))

  it.effect("can be streamed and had raw", () =>
    inMemory((sql) =>
      Effect.gen(function*() {
        yield* sql`CREATE TABLE t (a INTEGER PRIMARY KEY)`
        const inserted = yield* sql`INSERT INTO t (a) VALUES (1), (2)`.raw
        assert.deepInclude(inserted, { changes: 2 })
        assert.deepStrictEqual(yield* sql`SELECT a FROM t`.raw, [{ a: 1 }, { a: 2 }])
        const streamed = yield* Stream.runCollect(sql`SELECT a FROM t ORDER BY a`.stream)
        assert.deepStrictEqual(streamed, [{ a: 1 }, { a: 2 }])
        assert.deepStrictEqual(yield* sql`SELECT a FROM t ORDER BY a`.unprepared, [{ a: 1 }, { a: 2 }])
      })
    ))
})

it.effect("a primary key that exists is a unique violation, as in PostgreSQL", () =>
  inMemory((sql) =>
    Effect.gen(function*() {
      yield* sql`CREATE TABLE t (a TEXT PRIMARY KEY, b TEXT UNIQUE, c TEXT NOT NULL)`
      yield* sql`INSERT INTO t VALUES ('1', '1', '1')`
      const sameKey = yield* Effect.flip(sql`INSERT INTO t VALUES ('1', '2', '1')`)
      assert.strictEqual(sameKey.reason._tag, "UniqueViolation")
      const sameOther = yield* Effect.flip(sql`INSERT INTO t VALUES ('2', '1', '1')`)
      assert.strictEqual(sameOther.reason._tag, "UniqueViolation")
      const missing = yield* Effect.flip(sql`INSERT INTO t VALUES ('3', '3', NULL)`)
      assert.strictEqual(missing.reason._tag, "ConstraintError")
    })
  ))

it.effect("more statements than are kept still work", () =>
  inMemory((sql) =>
    Effect.gen(function*() {
      const numbers = Array.from({ length: 400 }, (_, index) => index)
      const twice = [...numbers, ...numbers]
      const rows = yield* Effect.forEach(twice, (n) => sql`SELECT ${sql.literal(String(n))} AS n`)
      assert.deepStrictEqual(rows.flat(), twice.map((n) => ({ n })))
    })
  ))

describe("the time", () => {
  const options = { file: ":memory:", currentTimestamp: () => "2001-02-03 04:05:06" }

  it.effect("is the given one where rows are read and written", () =>
    using(options, (sql) =>
      Effect.gen(function*() {
        yield* sql`CREATE TABLE t (a TEXT, b TEXT DEFAULT CURRENT_TIMESTAMP)`
        yield* sql`INSERT INTO t (a) VALUES (CURRENT_TIMESTAMP)`
        const rows = yield* sql`SELECT a, datetime(CURRENT_TIMESTAMP, '10 seconds') AS later FROM t
          WHERE a <= CURRENT_TIMESTAMP`
        assert.deepStrictEqual(rows, [{ a: "2001-02-03 04:05:06", later: "2001-02-03 04:05:16" }])
      })))

  it.effect("is the machine's otherwise", () =>
    inMemory((sql) =>
      Effect.gen(function*() {
        const [row] = yield* sql`SELECT CURRENT_TIMESTAMP >= '2024-01-01' AS now`
        assert.deepStrictEqual(row, { now: 1 })
      })
    ))
})

describe("another process that writes", () => {
  const twoClients = Effect.gen(function*() {
    const file = join(yield* temporaryFolder, "journal.db")
    const context = yield* Layer.build(Layer.fresh(layerSqliteClient({ file })))
    return { file, holder: yield* Effect.provide(SqlClient.SqlClient, context) }
  })

  it.live("is waited for, and can go on meanwhile", () =>
    Effect.gen(function*() {
      const { file, holder } = yield* twoClients
      yield* holder`CREATE TABLE t (a TEXT)`
      const other = yield* Effect.acquireRelease(
        Effect.sync(() => new DatabaseSync(file)),
        (database) => Effect.sync(() => database.close())
      )
      other.exec("BEGIN IMMEDIATE")
      // In this process: a wait that stopped the process would never see the end of it.
      setImmediate(() => other.exec("COMMIT"))
      assert.deepStrictEqual(yield* holder.withTransaction(holder`INSERT INTO t VALUES ('x') RETURNING a`), [{
        a: "x"
      }])
      other.exec("BEGIN IMMEDIATE")
      setImmediate(() => other.exec("COMMIT"))
      assert.deepStrictEqual(yield* holder`INSERT INTO t VALUES ('y') RETURNING a`, [{ a: "y" }])
    }))

  it.live("is not waited for longer than is said, nor keeps others from reading", () =>
    Effect.gen(function*() {
      const { file, holder } = yield* twoClients
      yield* holder`CREATE TABLE t (a TEXT)`
      yield* holder.withTransaction(Effect.gen(function*() {
        yield* holder`INSERT INTO t VALUES ('held')`
        yield* using({ file, lockWaitMillis: 20 }, (sql) =>
          Effect.gen(function*() {
            const transaction = yield* Effect.flip(sql.withTransaction(sql`SELECT 1`))
            assert.strictEqual(transaction.reason._tag, "LockTimeoutError")
            const statement = yield* Effect.flip(sql`INSERT INTO t VALUES ('x')`)
            assert.strictEqual(statement.reason._tag, "LockTimeoutError")
            assert.deepStrictEqual(yield* sql`SELECT a FROM t`, [])
          }))
      }))
      // What was refused was not done later.
      assert.deepStrictEqual(yield* holder`SELECT a FROM t`, [{ a: "held" }])
    }))

  it.live("and one that gives up waiting leaves the connection free", () =>
    Effect.gen(function*() {
      const { file, holder } = yield* twoClients
      yield* holder`CREATE TABLE t (a TEXT)`
      yield* using({ file, lockWaitMillis: 60_000 }, (sql) =>
        Effect.gen(function*() {
          yield* holder.withTransaction(Effect.gen(function*() {
            yield* holder`INSERT INTO t VALUES ('held')`
            const waiting = yield* Effect.forkChild(sql`INSERT INTO t VALUES ('x')`)
            yield* Effect.yieldNow
            yield* Fiber.interrupt(waiting)
            const exit = yield* Fiber.await(waiting)
            assert.isTrue(Exit.isFailure(exit) && Cause.hasInterruptsOnly(exit.cause))
          }))
          yield* sql`INSERT INTO t VALUES ('y')`
          assert.deepStrictEqual(yield* sql`SELECT a FROM t`, [{ a: "held" }, { a: "y" }])
        }))
    }))
})

// SQLite does this by itself when the disk is full or fails; here the statement does it, as the disk cannot.
it.effect("a transaction that SQLite has rolled back goes no further", () =>
  Effect.gen(function*() {
    const database = yield* Effect.acquireRelease(
      Effect.sync(() => new DatabaseSync(":memory:")),
      (open) => Effect.sync(() => open.close())
    )
    const sql = yield* Effect.provide(makeClient(database, makeConnection(database)), Reactivity.layer)
    yield* sql`CREATE TABLE t (a TEXT PRIMARY KEY)`
    yield* sql`INSERT INTO t VALUES ('1')`
    const error = yield* sql.withTransaction(Effect.gen(function*() {
      yield* sql`INSERT INTO t VALUES ('2')`
      yield* Effect.ignore(sql`INSERT OR ROLLBACK INTO t VALUES ('1')`)
      yield* sql`INSERT INTO t VALUES ('3')`
    })).pipe(Effect.flip)
    assert.include(error.message, "rolled back after an earlier failure")
    const committed = yield* sql.withTransaction(Effect.ignore(sql`INSERT OR ROLLBACK INTO t VALUES ('1')`)).pipe(
      Effect.flip
    )
    assert.include(committed.message, "rolled back after an earlier failure")
    assert.deepStrictEqual(yield* sql`SELECT a FROM t`, [{ a: "1" }])
  }))
