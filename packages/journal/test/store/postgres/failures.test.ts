/** A PostgreSQL database that cannot be used says why, and keeps nothing of what was being written. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Layer, Redacted } from "effect"
import { SqlClient } from "effect/sql"
import type { JournalUnavailable } from "../../../src/JournalError.ts"
import { layerPostgres } from "../../../src/store/database.ts"
import { toUnavailable } from "../../../src/store/unavailable.ts"
import { barePostgres, freshPostgres } from "../../databases.ts"
import { startPostgres } from "../../postgres.ts"

const addLane = (sql: SqlClient.SqlClient, lane: number) =>
  sql`INSERT INTO finpay_lane (account, lane, sequence, hash) VALUES ('a', ${lane}, 0, 'hash')`

const lanes = (sql: SqlClient.SqlClient) =>
  Effect.map(sql`SELECT lane FROM finpay_lane ORDER BY lane`, (rows) => rows.map((row) => row["lane"]))

const opening = (url: string): Effect.Effect<JournalUnavailable> =>
  Effect.orDie(Effect.flip(Effect.scoped(Layer.build(Layer.fresh(layerPostgres({ url: Redacted.make(url) }))))))

const server = Effect.acquireRelease(
  Effect.promise(() => startPostgres()),
  (started) => Effect.promise(() => started.remove())
)

it.effect("what the server reports of its disk and its files", () =>
  Effect.gen(function*() {
    const { layer } = yield* freshPostgres
    yield* Effect.gen(function*() {
      const sql = yield* SqlClient.SqlClient
      const reported = (code: string) =>
        sql.unsafe(`DO $$ BEGIN RAISE EXCEPTION 'said' USING ERRCODE = '${code}'; END $$`).pipe(
          Effect.flip,
          Effect.map((error) => toUnavailable(error).reason)
        )
      assert.strictEqual(yield* reported("53100"), "full")
      assert.strictEqual(yield* reported("XX001"), "damaged")
      assert.strictEqual(yield* reported("57P03"), "unreachable")
    }).pipe(Effect.provide(layer))
  }))

it.effect("a server that only reads", () =>
  Effect.gen(function*() {
    const { layer, url } = yield* freshPostgres
    const database = new URL(Redacted.value(url)).pathname.slice(1)
    yield* Effect.gen(function*() {
      const sql = yield* SqlClient.SqlClient
      yield* sql.unsafe(`ALTER DATABASE ${database} SET default_transaction_read_only = on`)
    }).pipe(Effect.provide(Layer.fresh(layer)))
    const write = Effect.flatMap(SqlClient.SqlClient, (sql) => sql.withTransaction(addLane(sql, 1)))
    const writing = yield* Effect.flip(Effect.provide(write, Layer.fresh(barePostgres(url))))
    assert.strictEqual(toUnavailable(writing).reason, "read-only")
  }))

describe("an address that does not fit", () => {
  const changed = (change: (address: URL) => void) =>
    Effect.map(freshPostgres, ({ url }) => {
      const address = new URL(Redacted.value(url))
      change(address)
      return address.href
    })

  it.effect("in its password", () =>
    Effect.gen(function*() {
      const error = yield* opening(yield* changed((address) => (address.password = "another")))
      assert.strictEqual(error.reason, "unreachable")
      assert.include(error.detail, "password authentication failed")
      assert.notInclude(error.message, "another")
    }))

  it.effect("in its database", () =>
    Effect.gen(function*() {
      const error = yield* opening(yield* changed((address) => (address.pathname = "/nowhere")))
      assert.strictEqual(error.reason, "unreachable")
      assert.include(error.detail, "\"nowhere\" does not exist")
    }))

  it.effect("in its port", () =>
    Effect.gen(function*() {
      const error = yield* opening(yield* changed((address) => (address.port = "1")))
      assert.strictEqual(error.reason, "unreachable")
      assert.include(error.detail, "ECONNREFUSED")
    }))

  it.effect("at all, without its password being shown", () =>
    Effect.gen(function*() {
      const error = yield* opening("postgres://user:pass/word@host/database")
      assert.strictEqual(error.reason, "unreachable")
      assert.notInclude(error.message, "word@")
    }))
})

it.live("a server that goes away in the middle and comes back", () =>
  Effect.gen(function*() {
    const own = yield* server
    yield* Effect.gen(function*() {
      const sql = yield* SqlClient.SqlClient
      yield* sql.withTransaction(addLane(sql, 1))
      const cut = yield* Effect.exit(sql.withTransaction(Effect.gen(function*() {
        yield* addLane(sql, 2)
        yield* Effect.promise(() => own.stop("immediate"))
        yield* addLane(sql, 3)
      })))
      assert.strictEqual(Exit.isFailure(cut) ? toUnavailable(cut.cause).reason : "none", "unreachable")
      const gone = toUnavailable(yield* Effect.flip(sql.withTransaction(addLane(sql, 4))))
      assert.strictEqual(gone.reason, "unreachable")
      yield* Effect.promise(() => own.start())
      yield* sql.withTransaction(addLane(sql, 5))
      assert.deepStrictEqual(yield* lanes(sql), [1, 5])
    }).pipe(Effect.provide(layerPostgres({ url: Redacted.make(own.url) })))
  }))

it.live("a server that is shut down before the commit", () =>
  Effect.gen(function*() {
    const own = yield* server
    yield* Effect.gen(function*() {
      const sql = yield* SqlClient.SqlClient
      const exit = yield* Effect.exit(sql.withTransaction(
        Effect.andThen(addLane(sql, 1), Effect.promise(() => own.stop("fast")))
      ))
      assert.strictEqual(Exit.isFailure(exit) ? toUnavailable(exit.cause).reason : "none", "unreachable")
      yield* Effect.promise(() => own.start())
      assert.deepStrictEqual(yield* lanes(sql), [])
    }).pipe(Effect.provide(layerPostgres({ url: Redacted.make(own.url) })))
  }))
