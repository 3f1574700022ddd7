import { assert, describe, it } from "@effect/vitest"
import { localConfig } from "@openfinpay/finpay-transport"
import { Effect } from "effect"
import { join } from "node:path"
import type { ApiOptions } from "../src/configuration/ApiOptions.ts"
import { mutationIn, post, postNow, send } from "./support/api.ts"
import type { Json } from "./support/api.ts"
import { temporaryFolder } from "./support/process.ts"
import { newPayment, startSimulated } from "./support/simulated.ts"

/** A paid order of 22,000 in front of the real simulator. */
const paidOrder = (id: string, options: Partial<ApiOptions> = {}) =>
  Effect.gen(function*() {
    const all = yield* startSimulated(options)
    yield* post(all.payments, newPayment(id), `create-${id}`)
    yield* all.simulator.pay(id)
    return { ...all, refunds: `${all.payments}/${id}/refunds` }
  })

describe("several changes of one order", () => {
  it.live("go one after the other: the second waits until the first is settled", () =>
    Effect.gen(function*() {
      const { api, refunds, simulator } = yield* paidOrder("INV-1")
      yield* simulator.setFaults([{ kind: "slow-answer", operation: "refund", delayMillis: 400 }])
      const both = yield* Effect.forEach(["one", "two"], (key) => post(refunds, { amount: 5_000 }, key), {
        concurrency: "unbounded"
      })
      const histories = yield* Effect.forEach(both, ({ json, status, text }) => {
        assert.strictEqual(status, 200, text)
        return Effect.map(
          send(`${api}/v1/mutations/${String(json["mutationId"])}/history`),
          (answer) => answer.json["events"] as ReadonlyArray<Json>
        )
      })
      // All events of an order are in one chain, so their numbers tell in which order things happened.
      const [first = [], second = []] = histories.toSorted(([a], [b]) =>
        Number(a?.["sequence"]) - Number(b?.["sequence"])
      )
      const whenIn = (events: ReadonlyArray<Json>, name: string) =>
        Number(events.find(({ event }) => event === name)?.["sequence"])
      const spans = [first, second].map((events) => [whenIn(events, "sending"), whenIn(events, "answered")] as const)
        .toSorted(([a], [b]) => a - b)
      assert.isBelow(spans[0]?.[1] ?? Number.NaN, spans[1]?.[0] ?? Number.NaN)
      assert.strictEqual((yield* simulator.order("INV-1")).refunded, 10_000)
    }))

  it.live("at once, with one key: one change, and everybody is told of it", () =>
    Effect.gen(function*() {
      const { refunds, simulator } = yield* paidOrder("INV-1")
      const answers = yield* Effect.forEach(
        Array.from({ length: 20 }),
        () => post(refunds, { amount: 5_000 }, "one"),
        { concurrency: "unbounded" }
      )
      const ids = new Set(answers.map(({ json, status, text }) => {
        assert.strictEqual(status, 200, text)
        return json["mutationId"]
      }))
      assert.strictEqual(ids.size, 1)
      const fresh = answers.filter(({ headers }) => headers.get("idempotency-replayed") === null)
      assert.strictEqual(fresh.length, 1)
      assert.strictEqual((yield* simulator.requests({ operation: "refund", orderId: "INV-1" })).length, 1)
      assert.strictEqual((yield* simulator.order("INV-1")).refunded, 5_000)
    }))

  it.live("never give back more than was paid, however many at once", () =>
    Effect.gen(function*() {
      const { refunds, simulator } = yield* paidOrder("INV-1")
      const answers = yield* Effect.forEach(
        Array.from({ length: 12 }, (_, number) => `refund-${number}`),
        (key) => post(refunds, { amount: 5_000 }, key),
        { concurrency: "unbounded" }
      )
      const done = answers.filter(({ status }) => status === 200)
      const refused = answers.filter(({ status }) => status === 422)
      assert.strictEqual(done.length, 4)
      assert.strictEqual(refused.length, 8)
      for (const { json } of refused) {
        assert.deepInclude(json, { type: "/problems/declined", operationState: "not-processed" })
        assert.notProperty(json, "responseCode")
      }
      assert.strictEqual((yield* simulator.order("INV-1")).refunded, 20_000)
      assert.strictEqual((yield* simulator.requests({ operation: "refund", orderId: "INV-1" })).length, 4)
    }))

  it.live("wait for one whose outcome is unknown, and count it", () =>
    Effect.gen(function*() {
      // It is found out when it is asked about, and not by itself before the second one comes.
      const { api, refunds, simulator } = yield* paidOrder("INV-1", { journal: { checkDelaysSeconds: [3_600] } })
      yield* simulator.setFaults([{ kind: "lost-answer", operation: "refund" }])
      const lost = yield* postNow(refunds, { amount: 22_000 }, "lost")
      yield* mutationIn(api, lost, "unknown")
      const more = yield* postNow(refunds, { amount: 1 }, "more")
      assert.deepInclude(more.json, { status: 202, mutationState: "accepted", operationState: "in-progress" })
      yield* send(`${api}/v1/mutations/${String(lost.json["mutationId"])}/resolve`, { method: "POST" })
      yield* mutationIn(api, lost, "succeeded")
      const refused = yield* post(refunds, { amount: 1 }, "more")
      assert.strictEqual(refused.status, 422, refused.text)
      assert.strictEqual((yield* simulator.requests({ operation: "refund", orderId: "INV-1" })).length, 1)
    }))

  it.live("are one and the same in two servers that share a database", () =>
    Effect.gen(function*() {
      const file = join(yield* temporaryFolder, "journal.sqlite")
      const first = yield* startSimulated({ database: { file } })
      const second = yield* startSimulated({ finpay: localConfig(first.simulatorUrl), database: { file } })
      yield* post(first.payments, newPayment("INV-1"), "create-1")
      yield* first.simulator.pay("INV-1")
      const answers = yield* Effect.forEach(
        [first, second, first, second],
        ({ payments }) => post(`${payments}/INV-1/refunds`, { amount: 5_000 }, "one"),
        { concurrency: "unbounded" }
      )
      for (const { status, text } of answers) assert.strictEqual(status, 200, text)
      assert.strictEqual(new Set(answers.map(({ json }) => json["mutationId"])).size, 1)
      assert.strictEqual((yield* first.simulator.order("INV-1")).refunded, 5_000)
    }))
})
