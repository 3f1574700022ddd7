import { assert, it } from "@effect/vitest"
import { Rupiah } from "@openfinpay/finpay-core"
import { Context, Effect, Layer } from "effect"
import { SqlClient } from "effect/sql"
import { TestClock } from "effect/testing"
import { layerApiQueues } from "../../src/database/queues.ts"
import type { Observation } from "../../src/payments/Observation.ts"
import { SeenPayments } from "../../src/payments/SeenPayments.ts"
import { Events } from "../../src/webhooks/publish.ts"
import { WebhookQueue } from "../../src/webhooks/queue.ts"
import { connectionTo, describeDatabases } from "../support/databases.ts"

const account = "local/TEST"

const observed = (status: string, askedAt: number, more: Partial<Observation> = {}): Observation => ({
  kind: "pg",
  reference: "INV-1",
  askedAt,
  status,
  orderAmount: Rupiah.make(22_000),
  answer: { responseCode: "2000000", finpay: { status } },
  ...more
})

const events = (sql: SqlClient.SqlClient) =>
  Effect.map(
    sql`SELECT body FROM finpay_api_event ORDER BY sequence`,
    (rows) => rows.map(({ body }) => JSON.parse(String(body)) as { readonly type: string; readonly data: object })
  )

describeDatabases("payments seen", (fresh) => {
  /** Two servers of one database. */
  const start = Effect.gen(function*() {
    yield* TestClock.setTime(1_000_000)
    const database = yield* fresh
    const server = Effect.map(
      Layer.build(
        SeenPayments.layer.pipe(
          Layer.provide(Events.layer),
          Layer.provide(WebhookQueue.layer),
          Layer.provide(layerApiQueues()),
          Layer.provideMerge(connectionTo(database))
        )
      ),
      (services) => ({ seen: Context.get(services, SeenPayments), sql: Context.get(services, SqlClient.SqlClient) })
    )
    return { one: yield* server, other: yield* server }
  })

  it.effect("are filed as Finpay answered last, and each change of the status is published", () =>
    Effect.gen(function*() {
      const { one: { seen, sql } } = yield* start
      yield* seen.observe(account, observed("REQUEST_INITIATED", 1))
      yield* seen.observe(account, observed("PAID", 2, { paidAmount: Rupiah.make(22_000) }))
      yield* seen.observe(account, observed("PAID", 5_002, { paidAmount: Rupiah.make(22_000) }))
      // Asked again within seconds it says nothing new, and costs no commit; the answer has its own time all the same.
      const again = yield* seen.observe(account, observed("PAID", 10_001, { paidAmount: Rupiah.make(22_000) }))
      assert.strictEqual(again.askedAt, 10_001)
      const known = yield* seen.known(account, "pg", "INV-1")
      assert.deepInclude(known, { status: "PAID", askedAt: 5_002, changedAt: 2, firstSeenAt: 1_000_000, stage: 1 })
      assert.deepStrictEqual(known?.answer.finpay, { status: "PAID" })
      const [first, second, ...others] = yield* events(sql)
      assert.deepStrictEqual(first?.data, {
        reference: "INV-1",
        kind: "pg",
        status: "REQUEST_INITIATED",
        previousStatus: null,
        isPaid: false,
        amounts: { order: 22_000 },
        askedAt: "1970-01-01T00:00:00.001Z"
      })
      assert.deepInclude(second, { type: "payment.status_changed" })
      assert.deepInclude(second?.data, { status: "PAID", previousStatus: "REQUEST_INITIATED", isPaid: true })
      assert.deepStrictEqual(others, [])
    }))

  it.effect("never go back: what contradicts is kept beside, and not published", () =>
    Effect.gen(function*() {
      const { one: { seen, sql } } = yield* start
      yield* seen.observe(account, observed("REFUNDED", 5))
      yield* seen.observe(account, observed("PAID", 6))
      const known = yield* seen.observe(account, observed("PAID", 7))
      assert.deepInclude(known, { status: "REFUNDED", askedAt: 5 })
      assert.deepStrictEqual(known.contradiction, { known: "REFUNDED", answered: "PAID", askedAt: 7, count: 2 })
      const again = yield* seen.observe(account, observed("REFUNDED", 8))
      assert.deepInclude(again, { status: "REFUNDED", askedAt: 8 })
      assert.deepStrictEqual(again.contradiction, known.contradiction)
      assert.strictEqual((yield* events(sql)).length, 1)
    }))

  it.effect("are one and the same for two servers at once, whatever comes first", () =>
    Effect.gen(function*() {
      const { one, other } = yield* start
      const words = ["REQUEST_INITIATED", "PENDING", "PAID", "PARTIALLY_REFUNDED", "REFUNDED", "PAID"]
      const asked = words.map((status, index) => observed(status, index + 1))
      yield* Effect.forEach(
        asked.flatMap((observation) => [[one, observation], [other, observation]] as const),
        ([{ seen }, observation]) => seen.observe(account, observation),
        { concurrency: "unbounded", discard: true }
      )
      const known = yield* one.seen.known(account, "pg", "INV-1")
      assert.deepInclude(known, { status: "REFUNDED", askedAt: 5 })
      const statuses = (yield* events(one.sql)).map(({ data }) => (data as { readonly status: string }).status)
      assert.strictEqual(statuses.at(-1), "REFUNDED")
      assert.strictEqual(new Set(statuses).size, statuses.length, "each at most once, in one direction")
    }))

  it.effect("keep texts that a database would not take as they are", () =>
    Effect.gen(function*() {
      const { one: { seen } } = yield* start
      const known = yield* seen.observe(account, observed("ODD\u0000\ud800", 1))
      assert.strictEqual(known.status, "ODD\uFFFD\uFFFD")
    }))

  it.effect("are those of their account, by page, newest first, and by what is asked for", () =>
    Effect.gen(function*() {
      const { one: { seen } } = yield* start
      for (let number = 1; number <= 5; number++) {
        yield* TestClock.adjust("1 millis")
        yield* seen.observe(
          account,
          observed(number % 2 === 0 ? "PAID" : "PENDING", number, {
            reference: `INV-${number}`
          })
        )
      }
      yield* TestClock.adjust("1 millis")
      const qris = { kind: "qris", reference: "R-1", partnerReference: "P-1" } as const
      yield* seen.observe(account, observed("00", 6, qris))
      yield* seen.observe("local/ANOTHER", observed("PAID", 6))
      const references = (filter: Parameters<typeof seen.list>[1]) =>
        Effect.map(seen.list(account, filter), ({ payments }) => payments.map(({ reference }) => reference))
      assert.deepStrictEqual(yield* references({}), ["R-1", "INV-5", "INV-4", "INV-3", "INV-2", "INV-1"])
      const first = yield* seen.list(account, { limit: 4 })
      const second = yield* seen.list(account, { limit: 4, after: first.next })
      assert.deepStrictEqual(second.payments.map(({ reference }) => reference), ["INV-2", "INV-1"])
      assert.isUndefined(second.next)
      assert.deepStrictEqual(yield* references({ status: "PAID" }), ["INV-4", "INV-2"])
      assert.deepStrictEqual(yield* references({ kind: "qris" }), ["R-1"])
      assert.deepStrictEqual(yield* references({ reference: "P-1" }), ["R-1"])
      assert.deepStrictEqual(yield* references({ reference: "R-1" }), ["R-1"])
      assert.deepStrictEqual(yield* references({ since: 1_000_002, until: 1_000_004 }), ["INV-3", "INV-2"])
      assert.isUndefined(yield* seen.known("local/ANOTHER", "pg", "INV-2"))
    }))
})
