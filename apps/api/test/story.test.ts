import { assert, describe, it } from "@effect/vitest"
import { localCredentials, signCallback } from "@openfinpay/finpay-core"
import { faultKinds } from "@openfinpay/finpay-simulator"
import { localConfig } from "@openfinpay/finpay-transport"
import { Effect, Redacted } from "effect"
import { merchantId, post, send, until } from "./support/api.ts"
import type { Json } from "./support/api.ts"
import { newPayment, startSimulated } from "./support/simulated.ts"

const news = (api: string) =>
  Effect.map(send(`${api}/v1/callbacks`), ({ json }) => json["callbacks"] as ReadonlyArray<Json>)

describe("a payment, from the order to the last refund", () => {
  it.live("created, paid, told, read, refunded in part and then whole", () =>
    Effect.gen(function*() {
      const { api, payments, simulator } = yield* startSimulated()
      const callbackUrl = `${api}/v1/callbacks/finpay/${merchantId}`
      const created = yield* post(payments, newPayment("INV-1", { url: { callbackUrl } }), "create-1")
      assert.strictEqual(created.status, 201, created.text)
      assert.match(String(created.json["paymentCode"]), /^\d+$/u)
      const unpaid = yield* send(`${payments}/INV-1`)
      assert.deepInclude(unpaid.json, { status: "REQUEST_INITIATED", isPaid: false, orderAmount: 22_000 })

      yield* simulator.pay("INV-1")
      yield* simulator.deliverCallbacks
      const [latest] = yield* news(api)
      assert.deepInclude(latest, { kind: "pg", reference: "INV-1", status: "PAID", isPaid: true, paidAmount: 22_000 })
      const known = yield* until(send(`${payments}/INV-1?from=known`), ({ status }) => status === "PAID")
      assert.deepInclude(known.json, { isPaid: true, paidAmount: 22_000 })
      const paid = yield* send(`${payments}/INV-1`)
      assert.deepInclude(paid.json, { status: "PAID", isPaid: true, isFinal: false, paidAmount: 22_000 })

      const part = yield* post(`${payments}/INV-1/refunds`, { amount: 5_000 }, "refund-1")
      assert.strictEqual(part.status, 200, part.text)
      assert.deepInclude(part.json, { operationState: "succeeded", orderId: "INV-1", amount: 5_000 })
      assert.deepInclude((yield* send(`${payments}/INV-1`)).json, { status: "PARTIALLY_REFUNDED", isPaid: true })

      const again = yield* post(`${payments}/INV-1/refunds`, { amount: 5_000 }, "refund-1")
      assert.strictEqual(again.headers.get("idempotency-replayed"), "true")
      assert.strictEqual((yield* simulator.order("INV-1")).refunded, 5_000)

      const rest = yield* post(`${payments}/INV-1/refunds`, { amount: 17_000 }, "refund-2")
      assert.strictEqual(rest.status, 200, rest.text)
      assert.deepInclude((yield* send(`${payments}/INV-1`)).json, { status: "REFUNDED", isPaid: true, isFinal: true })
    }))

  it.live("voided before settlement; withdrawn before payment", () =>
    Effect.gen(function*() {
      const { payments, simulator } = yield* startSimulated()
      yield* post(payments, newPayment("INV-1"), "create-1")
      const tooEarly = yield* post(`${payments}/INV-1/void`, { amount: 22_000 }, "void-1")
      assert.deepInclude(tooEarly.json, { status: 409, type: "/problems/wrong-state", responseCode: "4030015" })
      yield* simulator.pay("INV-1")
      const voided = yield* post(`${payments}/INV-1/void`, { amount: 22_000 }, "void-2")
      assert.strictEqual(voided.status, 200, voided.text)
      assert.strictEqual((yield* simulator.order("INV-1")).status, "CANCELLED")

      yield* post(payments, newPayment("INV-2"), "create-2")
      const cancelled = yield* post(`${payments}/INV-2/cancel`, undefined, "cancel-2")
      assert.strictEqual(cancelled.status, 200, cancelled.text)
      assert.strictEqual((yield* simulator.order("INV-2")).status, "CANCELLED")

      yield* post(payments, newPayment("INV-3", { sourceOfFunds: { type: "qris" } }), "create-3")
      const refused = yield* post(`${payments}/INV-3/cancel`, undefined, "cancel-3")
      assert.deepInclude(refused.json, { status: 409, type: "/problems/wrong-state", responseCode: "4040100" })
      assert.deepInclude(refused.json, { operationState: "not-processed", safeToRetry: true })
    }))

  it.live("of which Finpay knows nothing, or which it refuses", () =>
    Effect.gen(function*() {
      const { payments, simulator } = yield* startSimulated()
      assert.strictEqual((yield* send(`${payments}/NOBODY`)).status, 404)
      assert.strictEqual((yield* post(`${payments}/NOBODY/refunds`, { amount: 1 }, "r-0")).status, 404)
      yield* post(payments, newPayment("INV-1"), "create-1")
      const unpaid = yield* post(`${payments}/INV-1/refunds`, { amount: 1 }, "r-1")
      assert.strictEqual(unpaid.status, 404, unpaid.text)
      yield* simulator.pay("INV-1")
      const tooMuch = yield* post(`${payments}/INV-1/refunds`, { amount: 22_001 }, "r-2")
      assert.strictEqual(tooMuch.status, 422, tooMuch.text)
      assert.strictEqual(tooMuch.json["type"], "/problems/declined")
      const item = { order: { id: "INV-2", amount: 1_000 }, sourceOfFunds: { type: "dana" } }
      const incomplete = yield* post(payments, newPayment("INV-2", item), "create-2")
      assert.strictEqual(incomplete.status, 422, incomplete.text)
      assert.strictEqual(incomplete.json["type"], "/problems/invalid-request")
      assert.deepStrictEqual(incomplete.json["errors"], [
        { detail: "is required for dana", pointer: "#/order/item" }
      ])
    }))
})

describe("a QRIS payment over signed SNAP", () => {
  it.live("made, paid, told with a signature, read and refunded", () =>
    Effect.gen(function*() {
      const { api, simulator } = yield* startSimulated()
      const callbackUrl = `${api}/v1/callbacks/snap/${merchantId}/v1.0/qr/qr-mpm-notify`
      const validityPeriod = "2099-12-31T23:59:59+07:00"
      const request = { partnerReferenceNo: "P-1", amount: 10_000, validityPeriod, additionalInfo: { callbackUrl } }
      const created = yield* post(`${api}/v1/qris/payments`, request, "qris-1")
      assert.strictEqual(created.status, 201, created.text)
      const originalReferenceNo = String(created.json["referenceNo"])
      const location = created.headers.get("location")
      assert.strictEqual(location, `/v1/qris/payments/${originalReferenceNo}`)

      yield* simulator.pay("P-1")
      yield* simulator.deliverCallbacks
      assert.deepInclude((yield* news(api))[0], {
        kind: "qris",
        reference: originalReferenceNo,
        status: "00",
        isPaid: true
      })
      const read = yield* send(`${api}${location}`)
      assert.deepInclude(read.json, { latestTransactionStatus: "00", isPaid: true, amount: 10_000 })
      const paid = (read.json["finpay"] as { readonly additionalInfo: Json }).additionalInfo
      assert.match(String(paid["cpan"]), /^\d{6}…\d{4}$/u)

      const refund = { originalReferenceNo, partnerRefundNo: "F-1", refundAmount: 10_000, reason: "cold" }
      const refunded = yield* post(`${api}/v1/qris/refunds`, refund, "qris-refund-1")
      assert.strictEqual(refunded.status, 200, refunded.text)
      assert.isNotEmpty(refunded.json["refundNo"])
      const after = yield* send(`${api}${location}`)
      assert.deepInclude(after.json, { latestTransactionStatus: "04", isPaid: true, isFinal: true })
    }))
})

describe("what is not to be believed or repeated", () => {
  it.live("a forged callback changes nothing", () =>
    Effect.gen(function*() {
      const { api, payments } = yield* startSimulated()
      yield* post(payments, newPayment("INV-1"), "create-1")
      const forged = yield* signCallback(
        { order: { id: "INV-1", amount: 22_000 }, result: { payment: { status: "PAID", amount: 22_000 } } },
        Redacted.make("a key of their own")
      )
      const answer = yield* send(`${api}/v1/callbacks/finpay/${merchantId}`, { method: "POST", body: forged })
      assert.strictEqual(answer.status, 401)
      const [refused, ...others] = yield* news(api)
      assert.deepInclude(refused, { state: "refused", reason: "mismatch" })
      assert.deepStrictEqual(others, [])
      assert.deepInclude((yield* send(`${payments}/INV-1`)).json, { isPaid: false })
    }))

  const lost = Object.entries(faultKinds)
    .filter(([, facts]) => facts.phase === "after" && !("delay" in facts) && !("only" in facts))
    .map(([kind]) => kind as keyof typeof faultKinds)
    .filter((kind) => kind !== "no-answer")

  it("faults after the money moved are known", () => assert.isAtLeast(lost.length, 3))

  it.live(
    "a refund that was carried out and whose answer is lost is sent once, and found out",
    () =>
      Effect.gen(function*() {
        const { payments, simulator } = yield* startSimulated()
        yield* simulator.setFaults(
          lost.map((kind, number) => ({ kind, operation: "refund", orderId: `INV-${number}` }))
        )
        const refundWith = Effect.fnUntraced(function*(kind: typeof lost[number], number: number) {
          const id = `INV-${number}`
          yield* post(payments, newPayment(id), `create-${number}`)
          yield* simulator.pay(id)
          const first = yield* post(`${payments}/${id}/refunds`, { amount: 5_000 }, `refund-${number}`)
          assert.strictEqual(first.status, 200, `${kind}: ${first.text}`)
          const { mutationId, ...told } = first.json
          assert.match(String(mutationId), /^mut_/u)
          assert.deepStrictEqual(told, {
            operationState: "succeeded",
            decidedBy: "evidence",
            orderId: id,
            amount: 5_000
          })
          const second = yield* post(`${payments}/${id}/refunds`, { amount: 5_000 }, `refund-${number}`)
          assert.strictEqual(second.headers.get("idempotency-replayed"), "true")
          assert.deepStrictEqual(second.json, first.json)
          assert.strictEqual((yield* simulator.requests({ operation: "refund", orderId: id })).length, 1, kind)
          assert.strictEqual((yield* simulator.order(id)).refunded, 5_000, kind)
        })
        yield* Effect.forEach(lost, refundWith, { concurrency: "unbounded" })
      })
  )

  it.live("a refund that never gets an answer is found out once its time is over", () =>
    Effect.gen(function*() {
      const { payments, simulator, simulatorUrl } = yield* startSimulated()
      yield* post(payments, newPayment("INV-1"), "create-1")
      yield* simulator.pay("INV-1")
      yield* simulator.setFaults([{ kind: "no-answer", operation: "refund" }])
      const hasty = yield* startSimulated({ finpay: { ...localConfig(simulatorUrl), totalTimeoutMillis: 2_000 } })
      // Where the machine is too slow for two seconds, the same key is asked with again: it is sent once all the same.
      const answer = yield* Effect.repeat(post(`${hasty.payments}/INV-1/refunds`, { amount: 5_000 }, "refund-1"), {
        until: ({ status }) => status === 200
      })
      assert.strictEqual(answer.json["decidedBy"], "evidence")
      assert.strictEqual((yield* simulator.order("INV-1")).refunded, 5_000)
    }))

  it.live("credentials that Finpay does not know are this server's fault, not the caller's", () =>
    Effect.gen(function*() {
      const { simulatorUrl } = yield* startSimulated()
      const wrong = { ...localConfig(simulatorUrl), merchantKey: Redacted.make("not-the-key") }
      const { api } = yield* startSimulated({ finpay: wrong })
      const answer = yield* send(`${api}/v1/payments/INV-1`)
      assert.strictEqual(answer.status, 502)
      assert.strictEqual(answer.json["type"], "/problems/finpay-credentials-refused")
      assert.notInclude(answer.text, "not-the-key")
      assert.notInclude(answer.text, localCredentials.merchantKey)
    }))
})
