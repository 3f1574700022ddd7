import { assert, describe, it } from "@effect/vitest"
import { serve } from "@openfinpay/finpay-simulator"
import { Effect, Schedule } from "effect"
import { join } from "node:path"
import { post, send, until } from "../support/api.ts"
import type { Answer, Json } from "../support/api.ts"
import { launch, readyOf, temporaryFolder } from "../support/process.ts"
import { newPayment } from "../support/simulated.ts"

const orders = Array.from({ length: 24 }, (_, at) => `INV-${at}`)

const fileOf = (some: ReadonlyArray<string>) => ["order,amount", ...some.map((order) => `${order},5000`), ""].join("\n")

const concurrency = 2

/** How many refunds Finpay has been given when the server is killed, kill by kill. */
const kills = [6, 14]

describe("finpay-api, killed with -9 again and again in the middle of a refund batch", () => {
  it.live("goes on where it was, and gives each line back exactly once", () =>
    Effect.gen(function*() {
      const { simulator, url } = yield* serve({ port: 0 })
      const env = {
        FINPAY_API_PORT: "0",
        FINPAY_BASE_URL: url,
        FINPAY_DATABASE_URL: `sqlite:${join(yield* temporaryFolder, "journal.sqlite")}`,
        FINPAY_API_BATCH_CONCURRENCY: String(concurrency),
        FINPAY_JOURNAL_LEASE_SECONDS: "1",
        FINPAY_JOURNAL_CHECK_DELAYS_SECONDS: "1",
        FINPAY_JOURNAL_NOT_APPLIED_CHECKS: "2",
        FINPAY_JOURNAL_NOT_APPLIED_SECONDS: "1"
      }
      const given = Effect.map(simulator.requests({ operation: "refund" }), (requests) => requests.length)
      const start = Effect.gen(function*() {
        const process = yield* launch(env)
        return { ...process, api: readyOf(yield* process.firstLine).url }
      })
      let server = yield* start
      const take = (some: ReadonlyArray<string>, key: string) =>
        send(`${server.api}/v1/refund-batches`, {
          method: "POST",
          headers: { "content-type": "text/csv", "idempotency-key": key },
          body: fileOf(some)
        })
      const linesOf = ({ json: { id } }: Answer, state: string) =>
        Effect.map(
          send(`${server.api}/v1/refund-batches/${String(id)}/lines?limit=100`),
          ({ json }) => (json["lines"] as ReadonlyArray<Json>).filter((line) => line["state"] === state)
        )
      const finished = ({ json: { id } }: Answer) =>
        Effect.map(
          until(send(`${server.api}/v1/refund-batches/${String(id)}`), ({ endedAt }) => endedAt !== undefined),
          ({ json }) => assert.strictEqual(json["state"], "finished")
        )
      for (const order of orders) {
        yield* post(`${server.api}/v1/payments`, newPayment(order), `create-${order}`)
        yield* simulator.pay(order)
      }
      const first = yield* take(orders, "file-1")
      assert.strictEqual(first.status, 201, first.text)
      for (const most of kills) {
        yield* Effect.repeat(given, { until: (times) => times >= most, schedule: Schedule.spaced("5 millis") })
        server.child.kill("SIGKILL")
        yield* server.exitCode
        assert.isBelow(yield* given, orders.length, "the batch was over before it was killed")
        server = yield* start
      }
      yield* finished(first)
      const done = yield* linesOf(first, "succeeded")
      assert.lengthOf(new Set(done.map(({ mutationId }) => mutationId)), done.length)
      // A kill between the record that a refund is being sent and its sending: it never left, and its line says so.
      const neverLeft = (yield* linesOf(first, "not_applied")).map(({ order }) => String(order))
      assert.strictEqual(done.length + neverLeft.length, orders.length)
      assert.isAtMost(neverLeft.length, concurrency * kills.length)
      for (const order of neverLeft) {
        assert.lengthOf(yield* simulator.requests({ operation: "refund", orderId: order }), 0)
      }
      if (neverLeft.length > 0) {
        yield* finished(yield* take(neverLeft, "file-2"))
      }
      for (const order of orders) {
        assert.strictEqual((yield* simulator.order(order)).refunded, 5_000, order)
        assert.lengthOf(yield* simulator.requests({ operation: "refund", orderId: order }), 1, order)
      }
      assert.deepInclude((yield* post(`${server.api}/v1/audit/verify`, {})).json, { isWhole: true })
    }))
})
