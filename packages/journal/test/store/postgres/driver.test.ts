import { assert, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { Reactivity } from "effect/reactivity"
import type { SqlClient } from "effect/sql"
import { makePostgres } from "../../../src/store/postgres/driver.ts"
import { workPatience } from "../../../src/store/postgres/patience.ts"
import type { Patience } from "../../../src/store/postgres/patience.ts"
import { toUnavailable } from "../../../src/store/unavailable.ts"
import { freshPostgres } from "../../databases.ts"
import { silenceable } from "../../support/postgres/silenceable.ts"

const using = <A, E>(
  url: Redacted.Redacted,
  patience: Partial<Patience>,
  body: (sql: SqlClient.SqlClient) => Effect.Effect<A, E>
) =>
  Effect.scoped(Effect.flatMap(makePostgres({ url }, { ...workPatience, ...patience }), body)).pipe(
    Effect.provide(Reactivity.layer)
  )

it.effect("a session does not depend on the server's settings", () =>
  Effect.gen(function*() {
    const { url } = yield* freshPostgres
    const database = new URL(Redacted.value(url)).pathname.slice(1)
    const others = {
      timezone: "Asia/Jakarta",
      synchronous_commit: "off",
      default_transaction_isolation: "serializable",
      lock_timeout: "0",
      statement_timeout: "0",
      idle_in_transaction_session_timeout: "0"
    }
    yield* using(url, {}, (sql) =>
      Effect.forEach(Object.entries(others), ([name, value]) =>
        sql.unsafe(`ALTER DATABASE ${database} SET ${name} = '${value}'`)))
    const settings = yield* using(url, {}, (sql) =>
      sql`SELECT LOWER(name), setting FROM pg_settings WHERE LOWER(name) IN ${sql.in(Object.keys(others))}`.values)
    assert.deepStrictEqual(Object.fromEntries(settings), {
      timezone: "UTC",
      synchronous_commit: "on",
      default_transaction_isolation: "read committed",
      lock_timeout: "5000",
      statement_timeout: "15000",
      idle_in_transaction_session_timeout: "15000"
    })
  }))

it.effect("whole numbers come as numbers, and exactly", () =>
  Effect.gen(function*() {
    const { url } = yield* freshPostgres
    const rows = yield* using(url, {}, (sql) =>
      sql`SELECT 99999999999999::BIGINT AS a, COUNT(*) AS b, -1::BIGINT AS c,
      9007199254740993::BIGINT AS large, ${99_999_999_999_999}::BIGINT AS d`)
    assert.deepStrictEqual(rows, [
      { a: 99_999_999_999_999, b: 1, c: -1, large: 9_007_199_254_740_993n, d: 99_999_999_999_999 }
    ])
  }))

it.live("nobody waits for a lock for ever", () =>
  Effect.gen(function*() {
    const { url } = yield* freshPostgres
    yield* using(url, {}, (holder) =>
      holder.withTransaction(Effect.gen(function*() {
        yield* holder`CREATE TABLE held (a TEXT)`
        yield* holder`SELECT pg_advisory_xact_lock(1)`
        const error = yield* Effect.flip(
          using(url, { lockMillis: 20 }, (sql) => sql.withTransaction(sql`SELECT pg_advisory_xact_lock(1)`))
        )
        assert.strictEqual(toUnavailable(error).reason, "locked")
      })))
  }))

it.live("nobody waits for a statement for ever", () =>
  Effect.gen(function*() {
    const { url } = yield* freshPostgres
    const error = yield* Effect.flip(using(url, { statementMillis: 20 }, (sql) => sql`SELECT pg_sleep(3600)`))
    assert.strictEqual(toUnavailable(error).reason, "locked")
  }))

it.live("a session that stands still in a transaction lets its locks go", () =>
  Effect.gen(function*() {
    const { url } = yield* freshPostgres
    yield* using(url, { lockMillis: 30_000 }, (sql) =>
      Effect.gen(function*() {
        yield* sql`CREATE TABLE counter (value INTEGER)`
        yield* sql`INSERT INTO counter VALUES (0)`
        const exit = yield* Effect.exit(using(url, { idleInTransactionMillis: 1_000 }, (still) =>
          still.withTransaction(Effect.gen(function*() {
            yield* still`UPDATE counter SET value = value + 1`
            // Can only end once the other session has been ended and its lock is free.
            yield* sql`UPDATE counter SET value = value + 10`
            yield* still`UPDATE counter SET value = value + 100`
          }))))
        assert.strictEqual(exit._tag, "Failure")
        assert.deepStrictEqual(yield* sql`SELECT value FROM counter`, [{ value: 10 }])
      }))
  }))

// A server that is stopped, or behind a cable that was pulled: the connection stands, and no answer comes.
it.live("nobody waits for a silent server for ever, and its connection is not used again", () =>
  Effect.gen(function*() {
    const { url } = yield* freshPostgres
    const between = yield* silenceable(Redacted.value(url))
    yield* using(Redacted.make(between.url), { silenceMillis: 10_000 }, (sql) =>
      Effect.gen(function*() {
        assert.deepStrictEqual(yield* sql`SELECT 1 AS a`, [{ a: 1 }])
        between.silence(true)
        const error = toUnavailable(yield* Effect.flip(sql`SELECT 2 AS a`))
        assert.strictEqual(error.reason, "unreachable")
        assert.include(error.detail, "no answer from the server for 10 seconds")
        between.silence(false)
        assert.deepStrictEqual(yield* sql`SELECT 3 AS a`, [{ a: 3 }])
      }))
  }))
