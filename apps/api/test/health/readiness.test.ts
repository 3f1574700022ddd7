import { assert, describe, it } from "@effect/vitest"
import { layerQueues, defaultSettings } from "@openfinpay/finpay-journal"
import { Context, Deferred, Effect, Fiber, Layer, Redacted } from "effect"
import { SqlClient } from "effect/sql"
import { TestClock } from "effect/testing"
import { startPostgres } from "../../../../packages/journal/test/support/postgres/server.ts"
import { layerDatabase } from "../../src/database/layer.ts"
import { FinpayClock } from "../../src/health/FinpayClock.ts"
import { Readiness } from "../../src/health/Readiness.ts"
import { post, send, until } from "../support/api.ts"
import { holdingFinpay, launch, readyOf, untilRefused } from "../support/process.ts"
import { startSimulated } from "../support/simulated.ts"

const onSqlite = Effect.gen(function*() {
  const services = yield* Layer.build(
    Layer.merge(Readiness.layer, layerQueues(defaultSettings)).pipe(
      Layer.provideMerge(Layer.merge(Layer.fresh(layerDatabase({ file: ":memory:" })), FinpayClock.layer))
    )
  )
  return { sql: Context.get(services, SqlClient.SqlClient), ...Context.get(services, Readiness) }
})

const put = (sql: SqlClient.SqlClient, id: string, visibleAt: string, acquiredAt: string | null) =>
  sql`INSERT INTO finpay_work ${
    sql.insert({
      id,
      queue_name: "finpay/local/TEST",
      element: "{}",
      state: "pending",
      visible_at: visibleAt,
      acquired_at: acquiredAt,
      created_at: visibleAt,
      updated_at: visibleAt
    })
  }`

const long = "2020-01-01 00:00:00"

describe("whether a server is ready", () => {
  it.effect("it is, when its database can be written and nothing has waited for long", () =>
    Effect.gen(function*() {
      const { check } = yield* onSqlite
      assert.deepStrictEqual(yield* check, {
        reasons: [],
        checks: {
          database: { isUsable: true },
          queue: { oldestDueSeconds: null },
          clock: { databaseSkewSeconds: null, finpaySkewSeconds: null }
        }
      })
    }))

  it.effect("work that has been due for long and that nobody does makes it not ready; planned and taken work does not", () =>
    Effect.gen(function*() {
      const { check, sql } = yield* onSqlite
      const now = (yield* sql`SELECT CURRENT_TIMESTAMP AS now`)[0]?.["now"]
      yield* put(sql, "taken", long, String(now))
      yield* put(sql, "planned", "2099-01-01 00:00:00", null)
      assert.deepStrictEqual((yield* check).reasons, [])
      yield* put(sql, "left lying", long, long)
      yield* TestClock.adjust("2 seconds")
      const { checks, reasons } = yield* check
      assert.deepStrictEqual(reasons, ["queue"])
      assert.isAbove(checks.queue.oldestDueSeconds ?? 0, 100_000_000)
    }))

  it.effect("a database that cannot be written makes it not ready; it is asked once a second at most", () =>
    Effect.gen(function*() {
      const { check, sql } = yield* onSqlite
      yield* check
      yield* sql`DROP TABLE finpay_mutation`
      assert.deepStrictEqual((yield* check).reasons, [])
      yield* TestClock.adjust("2 seconds")
      const { checks, reasons } = yield* check
      assert.deepStrictEqual(reasons, ["database"])
      assert.isFalse(checks.database.isUsable)
    }))
})

describe("/readyz", () => {
  it.live("needs no key and says what was looked at, also how far Finpay's clock is", () =>
    Effect.gen(function*() {
      const { api, payments } = yield* startSimulated({ access: "keys" })
      const before = yield* send(`${api}/readyz`)
      assert.strictEqual(before.status, 200, before.text)
      assert.deepInclude(before.json["checks"], { clock: { databaseSkewSeconds: null, finpaySkewSeconds: null } })
      assert.strictEqual((yield* send(`${payments}/INV-1`)).status, 401)
      const open = yield* startSimulated()
      yield* send(`${open.payments}/INV-1`)
      const { json } = yield* send(`${open.api}/readyz`)
      const { clock } = json["checks"] as { readonly clock: { readonly finpaySkewSeconds: number } }
      assert.isAtMost(Math.abs(clock.finpaySkewSeconds), 60)
    }))

  it.live(
    "on PostgreSQL: a problem that names what is wrong while it is gone, and ready again when it is back",
    () =>
      Effect.gen(function*() {
        const postgres = yield* Effect.acquireRelease(
          Effect.promise(() => startPostgres({ fsync: false })),
          ({ remove }) => Effect.promise(remove)
        )
        const { api } = yield* startSimulated({ database: { url: Redacted.make(postgres.url) } })
        const first = yield* send(`${api}/readyz`)
        assert.strictEqual(first.status, 200, first.text)
        const { clock } = first.json["checks"] as { readonly clock: { readonly databaseSkewSeconds: number } }
        assert.isAtMost(Math.abs(clock.databaseSkewSeconds), 60)
        yield* Effect.promise(() => postgres.stop("fast"))
        const gone = yield* until(send(`${api}/readyz`), ({ reasons }) => reasons !== undefined)
        assert.strictEqual(gone.status, 503)
        assert.strictEqual(gone.headers.get("content-type"), "application/problem+json")
        assert.deepInclude(gone.json, { type: "/problems/not-ready", reasons: ["database"], safeToRetry: true })
        // The name of this one answer is drawn, and may have any digits in it.
        const { instance: _, ...said } = gone.json
        assert.notInclude(JSON.stringify(said), new URL(postgres.url).port)
        assert.strictEqual((yield* send(`${api}/healthz`)).status, 200)
        yield* Effect.promise(() => postgres.start())
        yield* until(send(`${api}/readyz`), ({ status }) => status === "ready")
      })
  )
})

describe("a process that is told to stop", () => {
  it.live(
    "says first that it is not ready, still answers, finishes what is on its way, and then ends",
    () =>
      Effect.gen(function*() {
        const finpay = yield* holdingFinpay
        const process = yield* launch({
          FINPAY_API_PORT: "0",
          FINPAY_BASE_URL: finpay.url,
          FINPAY_API_DRAIN_SECONDS: "12"
        })
        const { url } = readyOf(yield* process.firstLine)
        assert.strictEqual((yield* send(`${url}/readyz`)).status, 200)
        const refund = yield* Effect.forkChild(post(`${url}/v1/payments/INV-1/refunds`, { amount: 1 }, "key"))
        yield* Deferred.await(finpay.arrived)
        process.child.kill("SIGTERM")
        const draining = yield* until(send(`${url}/readyz`), ({ reasons }) => reasons !== undefined)
        assert.strictEqual(draining.status, 503)
        assert.deepStrictEqual(draining.json["reasons"], ["draining"])
        const read = yield* send(`${url}/v1/payments/INV-1`)
        assert.strictEqual(read.status, 200, read.text)
        yield* untilRefused(url)
        yield* Deferred.succeed(finpay.letGo, undefined)
        const answer = yield* Fiber.join(refund)
        assert.strictEqual(answer.status, 200, answer.text)
        assert.strictEqual(yield* process.exitCode, 0, process.output.stderr)
      })
  )
})
