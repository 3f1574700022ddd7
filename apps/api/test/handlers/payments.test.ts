import { assert, describe, it } from "@effect/vitest"
import { parseFinpayTime, Rupiah } from "@openfinpay/finpay-core"
import type { initiate, RequestInput } from "@openfinpay/finpay-core"
import { Effect } from "effect"
import { post, send, startApi } from "../support/api.ts"
import type { Answer, Json } from "../support/api.ts"
import { answered, envelope, fakeFinpay } from "../support/fake-finpay.ts"

const newPayment = {
  order: {
    id: "INV-1",
    amount: 22_000,
    timeout: 60,
    surchargeAmount: 500,
    item: [{ name: "Coffee", quantity: 2, unitPrice: 11_000 }]
  },
  customer: { firstName: "Budi", mobilePhone: "+6281234567890" },
  url: { callbackUrl: "http://127.0.0.1:4720/v1/callbacks/finpay" },
  sourceOfFunds: { type: "vabca" }
}

describe("POST /v1/payments", () => {
  it.effect("creates an order: 201, where to read it, and what the payer needs", () =>
    Effect.gen(function*() {
      const asked: Array<RequestInput<typeof initiate>> = []
      const raw = { ...envelope, paymentCode: "8802", expiryLink: "2026-09-21 13:33:09", newMember: 1 }
      const api = yield* startApi(fakeFinpay({
        payments: {
          initiate: (input) =>
            Effect.sync(() => {
              asked.push(input)
              const expiryLink = parseFinpayTime("2026-09-21 13:33:09")
              return answered({ ...envelope, paymentCode: "8802", redirecturl: null, expiryLink }, raw)
            })
        }
      }))
      const answer = yield* post(`${api.url}/v1/payments`, newPayment, "key-1")
      assert.strictEqual(answer.status, 201, answer.text)
      assert.strictEqual(answer.headers.get("location"), "/v1/payments/INV-1")
      assert.isNull(answer.headers.get("idempotency-replayed"))
      assert.deepStrictEqual(answer.json, {
        operationState: "succeeded",
        ...envelope,
        finpay: raw,
        orderId: "INV-1",
        amount: 22_000,
        paymentCode: "8802",
        expiryLink: { raw: "2026-09-21 13:33:09", instant: "2026-09-21T06:33:09.000Z" }
      })
      assert.deepStrictEqual(asked, [{
        ...newPayment,
        order: {
          id: "INV-1",
          amount: Rupiah.make(22_000),
          timeout: "60",
          surchargeAmount: "500",
          item: [{ name: "Coffee", quantity: "2", unitPrice: "11000" }]
        }
      }])
    }))
})

describe("GET /v1/payments/{orderId}", () => {
  const check = (payment: { readonly status?: string; readonly amount?: number }) =>
    Effect.gen(function*() {
      const api = yield* startApi(fakeFinpay({
        payments: {
          check: ({ orderId }) => {
            const { amount, ...rest } = payment
            const result = { payment: { ...rest, ...(amount === undefined ? {} : { amount: Rupiah.make(amount) }) } }
            return Effect.succeed(
              answered({ ...envelope, data: { order: { id: orderId, amount: Rupiah.make(22_000) }, result } })
            )
          }
        }
      }))
      return yield* send(`${api.url}/v1/payments/INV-1`)
    })

  it.effect("says what Finpay knows, and whether the money arrived", () =>
    Effect.gen(function*() {
      const answer = yield* check({ status: "PAID", amount: 22_000 })
      const { finpay, ...ours } = answer.json
      assert.strictEqual(answer.status, 200, answer.text)
      assert.deepStrictEqual(ours, {
        ...envelope,
        orderId: "INV-1",
        status: "PAID",
        isPaid: true,
        isFinal: false,
        orderAmount: 22_000,
        paidAmount: 22_000,
        askedAt: "1970-01-01T00:00:00.000Z",
        ageSeconds: 0
      })
      assert.deepNestedInclude(finpay, { "data.result.payment.status": "PAID" })
    }))

  it.effect("says null, not no, for a status nobody knows and for none at all", () =>
    Effect.gen(function*() {
      const unknown = yield* check({ status: "CHARGEBACK_PROCESSED" })
      assert.deepInclude(unknown.json, { status: "CHARGEBACK_PROCESSED", isPaid: null, isFinal: null })
      const none = yield* check({})
      assert.deepInclude(none.json, { isPaid: null, isFinal: null })
      assert.notProperty(none.json, "status")
    }))
})

describe("the mutations of a payment", () => {
  it.effect("refund and void name the amount, cancel has no body", () =>
    Effect.gen(function*() {
      const asked: Array<unknown> = []
      const done = (verb: string) => (input: unknown) =>
        Effect.sync(() => {
          asked.push([verb, input])
          return answered(envelope)
        })
      const api = yield* startApi(fakeFinpay({
        payments: { refund: done("refund"), void: done("void"), cancel: done("cancel") }
      }))
      const order = (id: string) => `${api.url}/v1/payments/${id}`
      const common = { operationState: "succeeded", decidedBy: "answer", ...envelope, finpay: envelope }
      const assertDone = ({ json, status }: Answer, own: Json) => {
        assert.strictEqual(status, 200)
        assert.match(String(json["mutationId"]), /^mut_/u)
        assert.deepStrictEqual(json, { ...common, mutationId: json["mutationId"], ...own })
      }
      const refunded = yield* post(`${order("INV-1")}/refunds`, { amount: 5_000 }, "r")
      assertDone(refunded, { orderId: "INV-1", amount: 5_000 })
      const voided = yield* post(`${order("INV-2")}/void`, { amount: 22_000 }, "v")
      assertDone(voided, { orderId: "INV-2", amount: 22_000 })
      const cancelled = yield* post(`${order("INV-3")}/cancel`, undefined, "c")
      assertDone(cancelled, { orderId: "INV-3" })
      assert.deepStrictEqual(asked, [
        ["refund", { order: { id: "INV-1", amount: 5_000 } }],
        ["void", { order: { id: "INV-2", amount: 22_000 } }],
        ["cancel", { orderId: "INV-3" }]
      ])
    }))

  it.effect("cancel takes an empty object for no body, and refuses members that nobody would read", () =>
    Effect.gen(function*() {
      const api = yield* startApi(fakeFinpay({ payments: { cancel: () => Effect.succeed(answered(envelope)) } }))
      const url = `${api.url}/v1/payments/INV-1/cancel`
      assert.strictEqual((yield* post(url, {}, "c")).status, 200)
      const refused = yield* post(url, { amount: 22_000, reason: "late" }, "c2")
      assert.strictEqual(refused.status, 422)
      assert.deepStrictEqual(refused.json["errors"], [
        { detail: "no such field", pointer: "#/amount" },
        { detail: "no such field", pointer: "#/reason" }
      ])
      const list = yield* post(url, [], "c3")
      assert.deepStrictEqual(list.json["errors"], [{ detail: "must be an empty object", pointer: "#" }])
    }))
})
