import { assert, describe, it } from "@effect/vitest"
import { DateTime, Effect, Schema } from "effect"
import { PaymentNotification } from "../../src/callback/PaymentNotification.ts"

const decode = Schema.decodeUnknownEffect(PaymentNotification)
const order = { id: "INV-1", amount: 22000, currency: "IDR" }

describe("PaymentNotification", () => {
  it.effect("reads the documented sample", () =>
    Effect.gen(function*() {
      const { customer, order, card, meta, result } = yield* decode({
        customer: { id: "budi@example.co.id" },
        order: { id: "INV-1", reference: "INV-11000000000", amount: 22000, currency: "IDR" },
        card: { mask: "512345xxxxxx0008", info: { brand: "MASTERCARD", issuing: "BANK" } },
        meta: { data: null },
        result: { payment: { amount: 22000, status: "CAPTURED", statusDesc: "Captured" } }
      })
      assert.strictEqual(order.amount, 22000)
      assert.strictEqual(order.reference, "INV-11000000000")
      assert.strictEqual(customer?.id, "budi@example.co.id")
      assert.strictEqual(card?.info?.brand, "MASTERCARD")
      assert.isNull(meta?.data)
      assert.strictEqual(result?.payment.status, "CAPTURED")
      assert.deepStrictEqual(result?.payment.amount, { raw: 22000, rupiah: order.amount })
    }))

  it.effect("reads an empty PHP array where an object is expected", () =>
    Effect.gen(function*() {
      const empty = yield* decode({
        order,
        customer: [],
        card: [],
        meta: [],
        sourceOfFunds: [],
        merchant: [],
        transaction: []
      })
      assert.deepStrictEqual([empty.customer, empty.card, empty.meta, empty.transaction], [{}, {}, {}, {}])
      assert.deepStrictEqual((yield* decode({ order, card: { info: [] } })).card, { info: {} })
    }))

  it.effect("reads null where Finpay has nothing to say", () =>
    Effect.gen(function*() {
      const { result, transaction } = yield* decode({
        order: { ...order, reference: null },
        transaction: null,
        result: { payment: { status: "PENDING", userDesc: null, channel: null, datetime: null, amount: null } }
      })
      assert.isNull(transaction)
      assert.isNull(result?.payment.datetime)
    }))

  it.effect("reads amounts and codes as strings or numbers", () =>
    Effect.gen(function*() {
      for (const amount of [22000, "22000", "22000.00"]) {
        assert.strictEqual((yield* decode({ order: { ...order, amount } })).order.amount, 22000)
      }
      const { sourceOfFunds, order: { id } } = yield* decode({
        order: { id: 107, amount: 1 },
        sourceOfFunds: { type: "vabca", channel: 14, paymentCode: 8804483313131312 }
      })
      assert.deepStrictEqual(sourceOfFunds, { type: "vabca", channel: "14", paymentCode: "8804483313131312" })
      assert.strictEqual(id, "107")
    }))

  it.effect("keeps a strange paid amount without calling it rupiah", () =>
    Effect.gen(function*() {
      const amounts = [10000.5, 1e25, -1, "Rp 1.000", "22000.0", -0]
      const read = yield* Effect.forEach(amounts, (amount) =>
        Effect.map(decode({ order, result: { payment: { status: "PAID", amount } } }), ({ result }) =>
          result?.payment.amount))
      assert.deepStrictEqual(
        read.map((amount) =>
          amount?.raw
        ),
        amounts
      )
      assert.deepStrictEqual(read.map((amount) => amount?.rupiah), [
        undefined,
        undefined,
        undefined,
        undefined,
        22000,
        0
      ])
    }))

  it.effect("keeps an unknown status and an unreadable time, and reads WIB", () =>
    Effect.gen(function*() {
      const { result } = yield* decode({
        order,
        result: { payment: { status: "CHARGEBACK", datetime: "2026-09-21 13:33:09" } }
      })
      assert.strictEqual(result?.payment.status, "CHARGEBACK")
      const instant = result?.payment.datetime?.instant
      assert.strictEqual(instant && DateTime.formatIso(instant), "2026-09-21T06:33:09.000Z")
      const odd = yield* decode({ order, result: { payment: { status: "canceled", datetime: "kemarin" } } })
      assert.strictEqual(odd.result?.payment.status, "CANCELLED")
      assert.deepStrictEqual(odd.result?.payment.datetime, { raw: "kemarin" })
    }))

  for (
    const [what, input] of [
      ["no order", { result: { payment: { status: "PAID" } } }],
      ["no order id", { order: { amount: 1 } }],
      ["an empty order id", { order: { id: "", amount: 1 } }],
      ["no order amount", { order: { id: "INV-1" } }],
      ["a fraction of a rupiah", { order: { id: "INV-1", amount: 0.5 } }],
      ["another currency", { order: { id: "INV-1", amount: 1, currency: "USD" } }],
      ["a result without status", { order, result: { payment: { amount: 1 } } }],
      ["a list with something in it", { order, meta: [1] }],
      ["a list", []]
    ] as const
  ) {
    it.effect(`refuses ${what}`, () => Effect.asVoid(Effect.flip(decode(input))))
  }
})
