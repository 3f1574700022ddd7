import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { at } from "../support/http.ts"
import { control, get, order, paidOrder } from "../support/pg.ts"
import { served } from "../support/served.ts"
import { generated, token } from "../support/snap.ts"

describe("check status", () => {
  it.live("[K1] shows an unpaid order as the sandbox was seen to", () =>
    Effect.gen(function*() {
      const { url } = yield* served()
      yield* order(url, "INV-1", "vabca")
      const { json } = yield* get(url, "check/INV-1")
      assert.deepStrictEqual(json["data"], {
        merchant: { id: "FINPAY001" },
        customer: {
          id: "budi@example.co.id",
          email: "budi@example.co.id",
          firstName: "Budi",
          lastName: "-",
          mobilePhone: "+6281234567890"
        },
        order: { id: "INV-1", reference: "", amount: "22000", currency: "IDR", description: "Two coffees" },
        meta: { data: null },
        result: {
          payment: {
            amount: 0,
            status: "REQUEST_INITIATED",
            statusDesc: "REQUEST_INITIATED",
            userDesc: "The operation is currently in progress or pending processing"
          }
        }
      })
    }))

  it.live("[K2] shows a paid card with its mask and info", () =>
    Effect.gen(function*() {
      const { url } = yield* served()
      const item = [{ name: "Coffee", quantity: "2", category: "FOOD", description: "Hot", unitPrice: "11000" }]
      yield* order(url, "INV-1", "cc", { order: { item }, rest: { meta: { data: { table: 4 } } } })
      yield* control(url, "POST", "/orders/INV-1/pay")
      const { json } = yield* get(url, "check/INV-1")
      assert.strictEqual(at(json, "data.order.reference"), "INV-11000000000")
      assert.deepStrictEqual(at(json, "data.order.item"), item)
      assert.deepStrictEqual(at(json, "data.meta"), { data: { table: 4 } })
      assert.match(String(at(json, "data.card.mask")), /^\d{6}x+\d{4}$/u)
      assert.hasAllKeys(at(json, "data.card.info"), ["brand", "issuing", "type", "subType", "country"])
      assert.strictEqual(at(json, "data.result.payment.amount"), 22000)
      assert.strictEqual(at(json, "data.result.payment.status"), "CAPTURED")
      assert.match(String(at(json, "data.result.payment.datetime")), /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/u)
      assert.match(String(at(json, "data.result.payment.reference")), /^\d{6}$/u)
      assert.isNull(at(json, "data.result.payment.channel"))
    }))

  it.live("[K3] shows a paid virtual account with its bank code and number", () =>
    Effect.gen(function*() {
      const { url } = yield* served()
      const { json: initiated } = yield* order(url, "INV-1", "vamandiri")
      yield* control(url, "POST", "/orders/INV-1/pay")
      const { json } = yield* get(url, "check/INV-1")
      assert.deepStrictEqual(at(json, "data.sourceOfFunds"), {
        type: "vamandiri",
        channel: "008",
        paymentCode: initiated["paymentCode"]
      })
      assert.strictEqual(at(json, "data.result.payment.status"), "PAID")
      assert.strictEqual(at(json, "data.result.payment.channel"), "008")
      assert.isUndefined(at(json, "data.card"))
    }))

  it.live("[K4] writes order.amount as a string, and by option as an integer", () =>
    Effect.gen(function*() {
      const documented = yield* served()
      yield* paidOrder(documented.url, "INV-1")
      assert.strictEqual(at((yield* get(documented.url, "check/INV-1")).json, "data.order.amount"), "22000")
      const live = yield* served({ checkAmounts: "integer" })
      yield* paidOrder(live.url, "INV-1")
      assert.strictEqual(at((yield* get(live.url, "check/INV-1")).json, "data.order.amount"), 22000)
    }))

  it.live("[K6] shows of an item the documented members, as strings, whatever was sent", () =>
    Effect.gen(function*() {
      const { url } = yield* served()
      const item = [
        { name: 5, quantity: 2, unitPrice: 11000, category: { a: 1 }, description: null, foo: {}, sku: "A" },
        { name: "Coffee", description: ["Hot"] },
        { foo: {} }
      ]
      yield* order(url, "INV-1", "vabca", { order: { item } })
      const { json } = yield* get(url, "check/INV-1")
      assert.deepStrictEqual(at(json, "data.order.item"), [
        { name: "5", quantity: "2", unitPrice: "11000" },
        { name: "Coffee" },
        {}
      ])
    }))

  it.live("[K5] does not find an unknown order", () =>
    Effect.gen(function*() {
      const { url } = yield* served()
      for (const id of ["NONE", "%2F", "INV%201", "%ff", "__proto__"]) {
        const answer = yield* get(url, `check/${id}`)
        assert.strictEqual(answer.status, 404, id)
        assert.strictEqual(answer.json["responseCode"], "4040001", id)
        assert.strictEqual(answer.json["responseMessage"], "Transaction Not Found", id)
      }
      // A payment made by qr-mpm-generate is no order of the payment gateway, by whatever name.
      const reference = yield* generated(url, yield* token(url), "QR-1")
      for (const id of ["QR-1", reference, `qris%2F${reference}`]) {
        assert.strictEqual((yield* get(url, `check/${id}`)).json["responseCode"], "4040001", id)
      }
    }))
})
