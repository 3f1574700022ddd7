import { assert, it } from "@effect/vitest"
import { Rupiah } from "@openfinpay/finpay-core"
import { Context, Effect, Layer } from "effect"
import { SqlClient } from "effect/sql"
import { TestClock } from "effect/testing"
import type { Arrival, Verdict } from "../../src/callbacks/Callback.ts"
import { keptRefused, ReceivedCallbacks } from "../../src/callbacks/ReceivedCallbacks.ts"
import { layerApiQueues } from "../../src/database/queues.ts"
import { PaymentQuestions } from "../../src/payments/ask-again.ts"
import { connectionTo, describeDatabases } from "../support/databases.ts"

const account = "local/TEST"

const arrival = (text: string): Arrival => ({
  account,
  merchant: "FINPAY001",
  kind: "pg",
  path: "/v1/callbacks/finpay/FINPAY001",
  headers: { "content-type": "application/json", authorization: "Bearer secret" },
  body: new TextEncoder().encode(text)
})

const verified = (signedDigest: string, reference = "INV-1"): Verdict => ({
  state: "verified",
  signedDigest,
  said: { reference, status: "PAID", orderAmount: Rupiah.make(22_000) }
})

describeDatabases("received callbacks", (fresh) => {
  /** Two servers of one database. */
  const start = Effect.gen(function*() {
    yield* TestClock.setTime(1_000_000)
    const database = yield* fresh
    const server = Effect.map(
      Layer.build(
        ReceivedCallbacks.layer.pipe(
          Layer.provide(PaymentQuestions.layer),
          Layer.provide(layerApiQueues()),
          Layer.provideMerge(connectionTo(database))
        )
      ),
      (services) => ({
        callbacks: Context.get(services, ReceivedCallbacks),
        sql: Context.get(services, SqlClient.SqlClient)
      })
    )
    const one = yield* server
    const questions = Effect.map(
      one.sql`SELECT id, element FROM finpay_work WHERE queue_name = 'finpay-api/payments' ORDER BY sequence`,
      (rows) => rows.map(({ id, element }) => ({ id: String(id), question: JSON.parse(String(element)) as unknown }))
    )
    return { one, other: yield* server, questions }
  })

  it.effect("are stored before they are looked at, and the question is planned with the verdict", () =>
    Effect.gen(function*() {
      const { one: { callbacks }, questions } = yield* start
      const id = yield* callbacks.receive(arrival("a"))
      assert.deepInclude(yield* callbacks.find(account, id), {
        state: "received",
        body: new Uint8Array([97]),
        headers: { "content-type": "application/json" },
        receivedAt: 1_000_000
      })
      assert.deepStrictEqual(yield* questions, [])
      yield* callbacks.conclude(id, verified("d"))
      assert.deepInclude(yield* callbacks.find(account, id), {
        state: "verified",
        reference: "INV-1",
        plannedAt: 1_000_000
      })
      assert.deepStrictEqual(yield* questions, [
        { id, question: { merchant: "FINPAY001", kind: "pg", references: ["INV-1"], callback: id } }
      ])
    }))

  it.effect("that were refused plan nothing, and only the last of them are kept", () =>
    Effect.gen(function*() {
      const { one: { callbacks, sql }, questions } = yield* start
      const genuine = yield* callbacks.receive(arrival("genuine"))
      yield* callbacks.conclude(genuine, verified("d"))
      // In one transaction, as two hundred commits wait for the disk two hundred times.
      const ids = yield* sql.withTransaction(Effect.forEach(Array.from({ length: keptRefused + 3 }), (_, number) =>
        Effect.gen(function*() {
          yield* TestClock.adjust("1 millis")
          const id = yield* callbacks.receive(arrival(`rubbish ${number}`))
          yield* callbacks.conclude(id, { state: "refused", reason: "mismatch" })
          return id
        })))
      yield* TestClock.adjust("1 millis")
      yield* callbacks.refuse(arrival(""), "too-large")
      const rows = yield* sql`SELECT id FROM finpay_api_callback WHERE state = 'refused'`
      assert.strictEqual(rows.length, keptRefused)
      assert.isUndefined(yield* callbacks.find(account, ids[3] ?? ""))
      assert.isDefined(yield* callbacks.find(account, ids[4] ?? ""))
      assert.isDefined(yield* callbacks.find(account, genuine))
      assert.strictEqual((yield* questions).length, 1)
    }))

  it.effect("with the same content at two servers at once are one, and counted", () =>
    Effect.gen(function*() {
      const { one, other, questions } = yield* start
      const first = yield* Effect.forEach(
        Array.from({ length: 12 }, (_, number) => number % 2 === 0 ? one : other),
        ({ callbacks }) =>
          Effect.flatMap(callbacks.receive(arrival("same")), (id) => callbacks.conclude(id, verified("same"))),
        { concurrency: "unbounded" }
      )
      assert.strictEqual(new Set(first.map(({ id }) => id)).size, 1)
      const { callbacks } = yield* one.callbacks.list(account, {})
      assert.strictEqual(callbacks.length, 1)
      assert.strictEqual(callbacks[0]?.duplicates, 11)
      // Asked about at once, and once more when a minute is over.
      assert.strictEqual((yield* questions).length, 2)
    }))

  it.effect("that come again are asked about again, but not more than twice a minute", () =>
    Effect.gen(function*() {
      const { one: { callbacks }, questions } = yield* start
      const come = Effect.flatMap(callbacks.receive(arrival("same")), (id) => callbacks.conclude(id, verified("same")))
      const { id } = yield* come
      for (let seconds = 0; seconds < 59; seconds++) {
        yield* TestClock.adjust("1 second")
        yield* come
      }
      assert.deepStrictEqual((yield* questions).map((each) => each.id), [id, `${id}/1000000`])
      yield* TestClock.adjust("1 second")
      yield* come
      assert.deepStrictEqual((yield* questions).map((each) => each.id), [id, `${id}/1000000`, `${id}/1060000`])
      assert.deepInclude(yield* callbacks.find(account, id), { duplicates: 60, lastReceivedAt: 1_060_000 })
    }))

  it.effect("are compared once: an answer that comes later changes nothing", () =>
    Effect.gen(function*() {
      const { one: { callbacks } } = yield* start
      const id = yield* callbacks.receive(arrival("a"))
      yield* callbacks.conclude(id, verified("d"))
      const answer = {
        kind: "pg",
        reference: "INV-1",
        askedAt: 1_000_001,
        answer: { responseCode: "2000000", finpay: null }
      } as const
      yield* callbacks.compare(id, { ...answer, status: "PAID", orderAmount: Rupiah.make(22_000) })
      yield* callbacks.compare(id, { ...answer, status: "REFUNDED" })
      yield* callbacks.notCompared(id, "Unavailable", true)
      assert.deepInclude(yield* callbacks.find(account, id), {
        state: "agreed",
        finpayStatus: "PAID",
        askedAt: 1_000_001
      })
    }))

  it.effect("that could not be asked about for too long say so", () =>
    Effect.gen(function*() {
      const { one: { callbacks } } = yield* start
      const id = yield* callbacks.receive(arrival("a"))
      yield* callbacks.conclude(id, verified("d"))
      yield* callbacks.notCompared(id, "Unavailable", false)
      assert.deepInclude(yield* callbacks.find(account, id), { state: "verified", reason: "Unavailable" })
      yield* callbacks.notCompared(id, "Unavailable", true)
      assert.deepInclude(yield* callbacks.find(account, id), { state: "unanswered", reason: "Unavailable" })
    }))

  it.effect("that nobody looked at for a minute are left behind", () =>
    Effect.gen(function*() {
      const { one, other } = yield* start
      const id = yield* one.callbacks.receive(arrival("a"))
      yield* TestClock.adjust("59 seconds")
      assert.deepStrictEqual(yield* other.callbacks.leftBehind, [])
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual((yield* other.callbacks.leftBehind).map((left) => left.id), [id])
      yield* other.callbacks.conclude(id, verified("d"))
      // The first one was not dead, only slow: what is there stays.
      assert.deepInclude(yield* one.callbacks.conclude(id, { state: "refused", reason: "mismatch" }), {
        state: "verified"
      })
    }))
})
