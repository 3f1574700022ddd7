import { assert, describe, it } from "@effect/vitest"
import { serve } from "@openfinpay/finpay-simulator"
import { Effect, Schedule } from "effect"
import { join } from "node:path"
import { post, send, until } from "../support/api.ts"
import type { Json } from "../support/api.ts"
import { launch, readyOf, temporaryFolder } from "../support/process.ts"
import { newPayment } from "../support/simulated.ts"

const orders = Array.from({ length: 24 }, (_, at) => `INV-${at}`)

const file = ["order,amount", ...orders.map((order) => `${order},5000`), ""].join("\n")

describe("finpay-api, killed with -9 again and again in the middle of a refund batch", () => {
  it.live("goes on where it was, and gives each line back exactly once", () =>
    Effect.gen(function*() {
      const { simulator, url } = yield* serve({ port: 0 })
      const env = {
        FINPAY_API_PORT: "0",
        FINPAY_BASE_URL: url,
        FINPAY_DATABASE_URL: `sqlite:${join(yield* temporaryFolder, "journal.sqlite")}`,
        FINPAY_API_BATCH_CONCURRENCY: "2",
        FINPAY_JOURNAL_LEASE_SECONDS: "1"
      }
      const given = Effect.map(simulator.requests({ operation: "refund" }), (requests) => requests.length)
      const start = Effect.gen(function*() {
        const process = yield* launch(env)
        return { ...process, api: readyOf(yield* process.firstLine).url }
      })
      let server = yield* start
      for (const order of orders) {
        yield* post(`${server.api}/v1/payments`, newPayment(order), `create-${order}`)
        yield* simulator.pay(order)
      }
      const taken = yield* send(`${server.api}/v1/refund-batches`, {
        method: "POST",
        headers: { "content-type": "text/csv", "idempotency-key": "file-1" },
        body: file
      })
      assert.strictEqual(taken.status, 201, taken.text)
      for (const most of [6, 14]) {
        yield* Effect.repeat(given, { until: (times) => times >= most, schedule: Schedule.spaced("5 millis") })
        server.child.kill("SIGKILL")
        yield* server.exitCode
        assert.isBelow(yield* given, orders.length, "the batch was over before it was killed")
        server = yield* start
      }
      const batch = `${server.api}/v1/refund-batches/${String(taken.json["id"])}`
      const { json } = yield* until(send(batch), ({ endedAt }) => endedAt !== undefined)
      assert.deepInclude(json, { state: "finished", counts: { succeeded: { lines: 24, amount: 120_000 } } })
      for (const order of orders) {
        assert.strictEqual((yield* simulator.order(order)).refunded, 5_000, order)
        assert.lengthOf(yield* simulator.requests({ operation: "refund", orderId: order }), 1, order)
      }
      const { lines } = (yield* send(`${batch}/lines?limit=100`)).json
      assert.lengthOf(new Set((lines as ReadonlyArray<Json>).map(({ mutationId }) => mutationId)), 24)
      assert.deepInclude((yield* post(`${server.api}/v1/audit/verify`, {})).json, { isWhole: true })
    }), 90_000)
})
