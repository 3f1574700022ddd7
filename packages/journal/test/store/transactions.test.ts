/** What the journal relies on in both databases: that a transaction is all or nothing, and alone. */
import { assert, it } from "@effect/vitest"
import { Cause, Deferred, Effect, Exit, Fiber, Layer } from "effect"
import { SqlClient } from "effect/sql"
import { describeDatabases } from "../databases.ts"
import type { FreshDatabase } from "../databases.ts"

const withNumber = <A, E>(
  database: FreshDatabase,
  body: (sql: SqlClient.SqlClient) => Effect.Effect<A, E>
) =>
  Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    yield* sql`CREATE TABLE counter (name TEXT PRIMARY KEY, value BIGINT NOT NULL)`
    yield* sql`INSERT INTO counter (name, value) VALUES ('a', 0)`
    return yield* body(sql)
  }).pipe(Effect.provide(database.bare))

const valueOf = (sql: SqlClient.SqlClient) =>
  Effect.map(sql`SELECT value FROM counter WHERE name = 'a'`, ([row]) => row?.["value"])

const write = (sql: SqlClient.SqlClient, value: number) => sql`UPDATE counter SET value = ${value} WHERE name = 'a'`

describeDatabases("transactions", (fresh) => {
  it.effect("keep what was written when they succeed", () =>
    Effect.gen(function*() {
      yield* withNumber(yield* fresh, (sql) =>
        Effect.gen(function*() {
          yield* sql.withTransaction(write(sql, 1))
          assert.strictEqual(yield* valueOf(sql), 1)
        }))
    }))

  it.effect("leave nothing when they fail", () =>
    Effect.gen(function*() {
      yield* withNumber(yield* fresh, (sql) =>
        Effect.gen(function*() {
          const exit = yield* Effect.exit(sql.withTransaction(Effect.andThen(write(sql, 1), Effect.fail("no"))))
          assert.deepStrictEqual(exit, Exit.fail("no"))
          assert.strictEqual(yield* valueOf(sql), 0)
        }))
    }))

  it.effect("leave nothing when a statement fails", () =>
    Effect.gen(function*() {
      yield* withNumber(yield* fresh, (sql) =>
        Effect.gen(function*() {
          const error = yield* sql.withTransaction(
            Effect.andThen(write(sql, 1), sql`INSERT INTO counter (name, value) VALUES ('a', 2)`)
          ).pipe(Effect.flip)
          assert.strictEqual(error.reason._tag, "UniqueViolation")
          assert.strictEqual(yield* valueOf(sql), 0)
        }))
    }))

  it.effect("leave nothing when they are interrupted", () =>
    Effect.gen(function*() {
      yield* withNumber(yield* fresh, (sql) =>
        Effect.gen(function*() {
          const written = yield* Deferred.make<void>()
          const fiber = yield* write(sql, 1).pipe(
            Effect.andThen(Deferred.succeed(written, undefined)),
            Effect.andThen(Effect.never),
            sql.withTransaction,
            Effect.forkChild
          )
          yield* Deferred.await(written)
          yield* Fiber.interrupt(fiber)
          const exit = yield* Fiber.await(fiber)
          assert.isTrue(Exit.isFailure(exit) && Cause.hasInterruptsOnly(exit.cause))
          assert.strictEqual(yield* valueOf(sql), 0)
          // The connection can be used again, and nothing of the transaction is left on it.
          yield* sql.withTransaction(write(sql, 5))
          assert.strictEqual(yield* valueOf(sql), 5)
        }))
    }))

  it.effect("undo an inner one alone", () =>
    Effect.gen(function*() {
      yield* withNumber(yield* fresh, (sql) =>
        Effect.gen(function*() {
          const inner = sql.withTransaction(Effect.andThen(write(sql, 2), Effect.fail("inner")))
          yield* sql.withTransaction(Effect.andThen(write(sql, 1), Effect.ignore(inner)))
          assert.strictEqual(yield* valueOf(sql), 1)
        }))
    }))

  it.effect("undo an inner one that succeeded when the outer one fails", () =>
    Effect.gen(function*() {
      yield* withNumber(yield* fresh, (sql) =>
        Effect.gen(function*() {
          const inner = sql.withTransaction(write(sql, 2))
          yield* Effect.ignore(sql.withTransaction(Effect.andThen(inner, Effect.fail("outer"))))
          assert.strictEqual(yield* valueOf(sql), 0)
        }))
    }))

  it.effect("give the same plain rows", () =>
    Effect.gen(function*() {
      yield* withNumber(yield* fresh, (sql) =>
        Effect.gen(function*() {
          const most = 99_999_999_999_999
          yield* write(sql, most)
          const rows = yield* sql`SELECT name, value FROM counter`
          assert.deepStrictEqual(rows, [{ name: "a", value: most }])
          assert.strictEqual(Object.getPrototypeOf(rows[0]), Object.prototype)
          assert.deepStrictEqual(yield* sql`SELECT name, value FROM counter`.values, [["a", most]])
          assert.deepStrictEqual(yield* sql`SELECT COUNT(*) AS n FROM counter WHERE name = ${null}`, [{ n: 0 }])
        }))
    }))

  // Two connections, as two processes would have.
  it.live("lose none of many read-modify-writes of two clients", () =>
    Effect.gen(function*() {
      const database = yield* fresh
      const times = 200
      const addOne = (sql: SqlClient.SqlClient) =>
        sql.withTransaction(Effect.gen(function*() {
          // The same first step as the journal's: what is locked is read afterwards.
          yield* sql`UPDATE counter SET value = value WHERE name = 'a'`
          const value = Number(yield* valueOf(sql))
          yield* Effect.yieldNow
          yield* write(sql, value + 1)
        }))
      const addMany = Effect.flatMap(SqlClient.SqlClient, (sql) =>
        Effect.forEach(Array.from({ length: times }), () => addOne(sql), { concurrency: 4, discard: true }))
      yield* withNumber(database, (sql) =>
        Effect.gen(function*() {
          yield* Effect.all([
            Effect.provide(addMany, Layer.fresh(database.bare)),
            Effect.provide(addMany, Layer.fresh(database.bare))
          ], { concurrency: 2 })
          assert.strictEqual(yield* valueOf(sql), 2 * times)
        }))
    }))
})
