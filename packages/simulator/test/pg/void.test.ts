import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { at } from "../support/http.ts"
import { control, get, order, paidOrder, post, statusOf } from "../support/pg.ts"
import { served } from "../support/served.ts"

const byPost = (url: string, id: string, amount: unknown = "22000") => post(url, "void", { order: { id, amount } })

describe("void", () => {
  it.live("[V1] works by POST with id and amount", () =>
    Effect.gen(function*() {
      const { simulator, url } = yield* served()
      yield* paidOrder(url, "INV-1")
      assert.strictEqual((yield* simulator.order("INV-1")).refundable, 22000)
      const { json } = yield* byPost(url, "INV-1")
      assert.strictEqual((yield* simulator.order("INV-1")).refundable, 0)
      assert.deepStrictEqual(Object.keys(json), ["responseCode", "responseMessage", "processingTime", "traceId"])
      assert.strictEqual(json["responseCode"], "2000000")
      assert.strictEqual(yield* statusOf(url, "INV-1"), "CANCELLED")
      assert.strictEqual(at((yield* get(url, "check/INV-1")).json, "data.result.payment.amount"), 0)
      assert.strictEqual((yield* byPost(url, "NONE")).json["responseCode"], "4040001")
      assert.strictEqual((yield* post(url, "void", { order: { id: "INV-1" } })).json["responseCode"], "4000002")
    }))

  it.live("[V2] works by GET without a body", () =>
    Effect.gen(function*() {
      const { url } = yield* served()
      yield* paidOrder(url, "INV-1", "cc")
      const { json } = yield* get(url, "void/INV-1")
      assert.strictEqual(json["responseCode"], "2000000")
      assert.strictEqual(yield* statusOf(url, "INV-1"), "CANCELLED")
      assert.strictEqual((yield* get(url, "void/NONE")).json["responseCode"], "4040001")
    }))

  it.live("[V3] is not permitted on an unpaid order, by either form and with any amount", () =>
    Effect.gen(function*() {
      const { url } = yield* served()
      yield* order(url, "INV-1", "qris")
      const answers = yield* Effect.all([get(url, "void/INV-1"), byPost(url, "INV-1"), byPost(url, "INV-1", "1")])
      for (const { json, status } of answers) {
        assert.deepStrictEqual(
          [status, json["responseCode"], json["responseMessage"]],
          [403, "4030015", "Transaction Not Permitted"]
        )
      }
      assert.strictEqual(yield* statusOf(url, "INV-1"), "REQUEST_INITIATED")
    }))

  it.live("[V4] takes back a hold, a capture and a payment before settlement, and nothing else", () =>
    Effect.gen(function*() {
      const { url } = yield* served()
      yield* order(url, "HELD", "cc")
      yield* control(url, "POST", "/orders/HELD/authorize")
      assert.strictEqual((yield* byPost(url, "HELD")).json["responseCode"], "2000000")
      assert.strictEqual(yield* statusOf(url, "HELD"), "CANCELLED")
      assert.strictEqual((yield* byPost(url, "HELD")).json["responseCode"], "4030015")

      yield* paidOrder(url, "AMOUNT")
      assert.strictEqual((yield* byPost(url, "AMOUNT", "21999")).json["responseCode"], "4040013")
      assert.strictEqual(yield* statusOf(url, "AMOUNT"), "PAID")

      yield* paidOrder(url, "SETTLED")
      yield* control(url, "POST", "/orders/SETTLED/settle")
      assert.strictEqual((yield* byPost(url, "SETTLED")).json["responseCode"], "4030015")
      assert.strictEqual(yield* statusOf(url, "SETTLED"), "PAID")

      yield* paidOrder(url, "PART")
      yield* post(url, "refund", { order: { id: "PART", amount: "1" } })
      assert.strictEqual((yield* get(url, "void/PART")).json["responseCode"], "4030015")
    }))
})
