import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { at } from "../support/http.ts"
import { control, get, order, paidOrder, post, statusOf } from "../support/pg.ts"
import { merchantWith, served } from "../support/served.ts"

const refund = (url: string, id: string, amount: unknown) => post(url, "refund", { order: { id, amount } })

describe("refund", () => {
  it.live("[F1] takes id and amount and answers the envelope alone", () =>
    Effect.gen(function*() {
      const { url } = yield* served()
      yield* paidOrder(url, "INV-1")
      const { json, status } = yield* refund(url, "INV-1", "22000")
      assert.strictEqual(status, 200)
      assert.deepStrictEqual(Object.keys(json), ["responseCode", "responseMessage", "processingTime", "traceId"])
      assert.strictEqual(json["responseCode"], "2000000")
      const messages = yield* Effect.all([
        post(url, "refund", {}),
        post(url, "refund", { order: { amount: "1" } }),
        post(url, "refund", { order: { id: "INV-1" } }),
        refund(url, "INV-1", "1.5"),
        refund(url, "INV-1", 0)
      ])
      assert.deepStrictEqual(messages.map(({ json }) => [json["responseCode"], json["responseMessage"]]), [
        ["4000002", "Invalid Mandatory Field order"],
        ["4000002", "Invalid Mandatory Field order.id"],
        ["4000002", "Invalid Mandatory Field order.amount"],
        ["4000001", "Invalid Field Format. The order.amount must be a number"],
        ["4000001", "Invalid Field Format. The order.amount must be at least 1"]
      ])
    }))

  it.live("[F2] keeps a running total of parts and ends in REFUNDED", () =>
    Effect.gen(function*() {
      const { simulator, url } = yield* served()
      yield* paidOrder(url, "INV-1")
      assert.strictEqual((yield* refund(url, "INV-1", "2000")).status, 200)
      assert.strictEqual(yield* statusOf(url, "INV-1"), "PARTIALLY_REFUNDED")
      assert.strictEqual((yield* refund(url, "INV-1", 19999)).status, 200)
      assert.strictEqual(yield* statusOf(url, "INV-1"), "PARTIALLY_REFUNDED")
      assert.strictEqual((yield* refund(url, "INV-1", "1")).status, 200)
      assert.strictEqual(yield* statusOf(url, "INV-1"), "REFUNDED")
      const { refundable, refunded, refunds } = yield* simulator.order("INV-1")
      assert.deepStrictEqual([refunded, refundable], [22000, 0])
      assert.deepStrictEqual(refunds.map(({ amount }) => amount), [2000, 19999, 1])
      yield* paidOrder(url, "INV-2", "cc")
      assert.strictEqual((yield* refund(url, "INV-2", "22000")).status, 200)
      assert.strictEqual(yield* statusOf(url, "INV-2"), "REFUNDED")
    }))

  it.live("[F3] does not find what was never captured, and changes nothing", () =>
    Effect.gen(function*() {
      const { url } = yield* served()
      yield* order(url, "UNPAID", "vabca")
      yield* order(url, "HELD", "cc")
      yield* control(url, "POST", "/orders/HELD/authorize")
      yield* order(url, "DECLINED", "vabca")
      yield* control(url, "POST", "/orders/DECLINED/decline")
      for (const id of ["UNPAID", "HELD", "DECLINED", "NONE"]) {
        const { json, status } = yield* refund(url, id, "22000")
        assert.deepStrictEqual([status, json["responseCode"], json["responseMessage"]], [
          404,
          "4040001",
          "Transaction Not Found"
        ])
      }
      assert.strictEqual(yield* statusOf(url, "UNPAID"), "REQUEST_INITIATED")
      assert.strictEqual(yield* statusOf(url, "HELD"), "AUTHORIZED")
    }))

  it.live("[F4] refuses more than is left, and anything once all is back", () =>
    Effect.gen(function*() {
      const { url } = yield* served()
      yield* paidOrder(url, "INV-1")
      assert.strictEqual((yield* refund(url, "INV-1", "22001")).json["responseCode"], "4030002")
      yield* refund(url, "INV-1", "20000")
      assert.strictEqual((yield* refund(url, "INV-1", "2001")).json["responseCode"], "4030002")
      yield* refund(url, "INV-1", "2000")
      assert.strictEqual((yield* refund(url, "INV-1", "1")).json["responseCode"], "4030015")
      const { json } = yield* get(url, "check/INV-1")
      assert.strictEqual(at(json, "data.result.payment.amount"), 22000)
      const closed = yield* served({ merchants: [merchantWith({ refunds: "not-agreed" })] })
      yield* paidOrder(closed.url, "INV-1")
      assert.strictEqual((yield* refund(closed.url, "INV-1", "1")).json["responseCode"], "4030015")
    }))

  it.live("[F5] gives back twice when it is asked twice", () =>
    Effect.gen(function*() {
      const { simulator, url } = yield* served()
      yield* paidOrder(url, "INV-1")
      yield* refund(url, "INV-1", "5000")
      yield* refund(url, "INV-1", "5000")
      assert.strictEqual((yield* simulator.order("INV-1")).refunded, 10000)
    }))
})
