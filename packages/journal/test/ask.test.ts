import { assert, describe, it, layer } from "@effect/vitest"
import { Simulator } from "@openfinpay/finpay-simulator"
import { Finpay, localConfig } from "@openfinpay/finpay-transport"
import { Effect, Layer } from "effect"
import { HttpClient, HttpClientResponse } from "effect/http"
import { TestClock } from "effect/testing"
import { askPayment } from "../src/ask.ts"
import { gateway, makeOrder, makeQr, total } from "./evidence/gateway.ts"

const tokenAnswer = { responseCode: "2007300", accessToken: "token", tokenType: "Bearer", expiresIn: "900" }

/** Finpay that answers every question with this; the bodies of the questions are kept. */
const answering = (answer: unknown, asked: Array<unknown> = []) =>
  Finpay.layer(localConfig()).pipe(
    Layer.provide(Layer.succeed(
      HttpClient.HttpClient,
      HttpClient.make((request) =>
        Effect.sync(() => {
          const isToken = request.url.includes("access-token")
          if (!isToken && request.body._tag === "Uint8Array") {
            asked.push(JSON.parse(new TextDecoder().decode(request.body.body)))
          }
          return HttpClientResponse.fromWeb(request, new Response(JSON.stringify(isToken ? tokenAnswer : answer)))
        })
      )
    ))
  )

const ask = (mutation: Parameters<typeof askPayment>[1]) =>
  Effect.flatMap(Finpay, (finpay) => askPayment(finpay, mutation))

const order = { operation: "refund", reference: "INV-1" } as const

interface Amounts {
  readonly ordered?: number | string
  readonly taken?: number | string
}

const checked = (status: string | undefined, { ordered, taken }: Amounts = {}) => ({
  responseCode: "2000000",
  traceId: "93a76615-a2c2-44fd-9dd3-1c0a22a6fe23",
  data: {
    order: { id: "INV-1", ...(ordered === undefined ? {} : { amount: ordered }) },
    result: {
      payment: { ...(status === undefined ? {} : { status }), ...(taken === undefined ? {} : { amount: taken }) }
    }
  }
})

const amounts: ReadonlyArray<readonly [says: string, status: string, Amounts, paidAmount: number | undefined]> = [
  ["what was ordered while nobody has paid", "REQUEST_INITIATED", { ordered: 22000, taken: 0 }, 22000],
  ["one amount where both are the same", "PAID", { ordered: "22000", taken: 22000 }, 22000],
  ["what was paid where the order does not say", "PAID", { taken: 22000 }, 22000],
  ["what was ordered where the payment does not say", "CAPTURED", { ordered: "22000.00" }, 22000],
  ["the whole, not what a refund may have left", "PARTIALLY_REFUNDED", { ordered: 22000, taken: 12000 }, 22000],
  ["the whole, not nothing, once all is given back", "REFUNDED", { ordered: 22000, taken: 0 }, 22000],
  ["the whole after a void", "CANCELLED", { ordered: 22000, taken: 0 }, 22000],
  ["nothing where only what is left may be shown", "PARTIALLY_REFUNDED", { taken: 12000 }, undefined],
  ["nothing where only what is left may be shown, after all", "REFUNDED", { taken: 12000 }, undefined],
  ["what was paid where it is more than was ordered", "PAID", { ordered: 22000, taken: 22500 }, 22500],
  ["what was taken of a hold, not what may be", "PARTIALLY_CAPTURED", { ordered: 22000, taken: 8000 }, 8000],
  ["nothing where nobody says what was taken of a hold", "PARTIALLY_CAPTURED", { ordered: 22000 }, undefined],
  ["nothing where nobody says", "PAID", {}, undefined],
  ["nothing for zero", "PAID", { ordered: 0, taken: 0 }, undefined]
]

describe("askPayment about an order", () => {
  for (const [says, status, given, paidAmount] of amounts) {
    it.effect(`gives ${says}`, () =>
      Effect.gen(function*() {
        const seen = yield* ask(order)
        assert.strictEqual(seen.status, status)
        assert.strictEqual(seen.paidAmount, paidAmount)
        assert.strictEqual(Object.hasOwn(seen, "paidAmount"), paidAmount !== undefined)
      }).pipe(Effect.provide(answering(checked(status, given)))))
  }

  it.effect("gives the time by the clock and Finpay's name for the call", () =>
    Effect.gen(function*() {
      yield* TestClock.setTime(1_700_000_000_000)
      assert.deepStrictEqual(yield* ask(order), {
        at: 1_700_000_000_000,
        status: "PAID",
        paidAmount: 22000,
        traceId: "93a76615-a2c2-44fd-9dd3-1c0a22a6fe23"
      })
    }).pipe(Effect.provide(answering(checked("PAID", { ordered: 22000 })))))

  it.effect("reads a status as core does, and keeps one nobody knows", () =>
    Effect.gen(function*() {
      const statusOf = (status: string) =>
        Effect.map(Effect.provide(ask(order), answering(checked(status))), (seen) => seen.status)
      assert.strictEqual(yield* statusOf(" canceled "), "CANCELLED")
      assert.strictEqual(yield* statusOf("On_Fire"), "On_Fire")
    }))

  for (const answer of [checked(undefined), checked(""), checked("  "), { responseCode: "2000000" }]) {
    it.effect(`takes ${JSON.stringify(answer).slice(-60)} for no answer`, () =>
      Effect.gen(function*() {
        const error = yield* Effect.flip(ask(order))
        assert.strictEqual(error._tag, "ResponseNotUnderstood")
        assert.include(error.detail, "data.result.payment.status")
        assert.deepInclude(error, { operation: "checkStatus", reference: "INV-1", responseCode: "2000000" })
      }).pipe(Effect.provide(answering(answer))))
  }

  it.effect("takes an answer about another order for none", () =>
    Effect.gen(function*() {
      const error = yield* Effect.flip(ask({ ...order, reference: "INV-2" }))
      assert.strictEqual(error._tag, "ResponseNotUnderstood")
    }).pipe(Effect.provide(answering(checked("PAID", { ordered: 22000 })))))

  for (const operation of ["refund", "void", "cancel"] as const) {
    it.effect(`checks the order of a ${operation}`, () =>
      Effect.gen(function*() {
        assert.strictEqual((yield* ask({ operation, reference: "INV-1" })).status, "PAID")
      }).pipe(Effect.provide(answering(checked("PAID")))))
  }
})

const qrisRefund = {
  operation: "qrisRefund",
  reference: "weoOiX7",
  request: {
    merchantId: "FM2103300001",
    subMerchantId: "SUB-1",
    originalPartnerReferenceNo: "INV-7",
    originalReferenceNo: "weoOiX7",
    partnerRefundNo: "R-1",
    refundAmount: 10000,
    reason: "returned"
  }
} as const

const queried = (more: object) => ({ responseCode: "2005300", originalReferenceNo: "weoOiX7", ...more })

describe("askPayment about a QRIS payment", () => {
  it.effect("asks for the merchant and the references of the refund, and for nothing else of it", () => {
    const asked: Array<unknown> = []
    const paid = queried({ latestTransactionStatus: "00", amount: { value: "12345.00", currency: "IDR" } })
    return Effect.gen(function*() {
      assert.deepStrictEqual(yield* ask(qrisRefund), { at: 0, status: "00", paidAmount: 12345 })
      assert.deepStrictEqual(asked, [{
        originalReferenceNo: "weoOiX7",
        originalPartnerReferenceNo: "INV-7",
        serviceCode: "47",
        merchantId: "FM2103300001",
        subMerchantId: "SUB-1"
      }])
    }).pipe(Effect.provide(answering(paid, asked)))
  })

  it.effect("asks for the configured merchant where the request names none, or is erased", () => {
    const asked: Array<unknown> = []
    return Effect.gen(function*() {
      yield* ask({ operation: "qrisRefund", reference: "weoOiX7", request: {} })
      yield* ask({ operation: "qrisRefund", reference: "weoOiX7" })
      const local = { merchantId: "FM2007160001", subMerchantId: "FM2007160001" }
      const configured = { originalReferenceNo: "weoOiX7", serviceCode: "47", ...local }
      assert.deepStrictEqual(asked, [configured, configured])
    }).pipe(Effect.provide(answering(queried({ latestTransactionStatus: "03" }), asked)))
  })

  it.effect("leaves the amount out where Finpay does", () =>
    Effect.gen(function*() {
      for (const amount of [undefined, null, { value: "0.00", currency: "IDR" }]) {
        const seen = yield* Effect.provide(
          ask(qrisRefund),
          answering(queried({ latestTransactionStatus: "04", amount }))
        )
        assert.deepStrictEqual(seen, { at: 0, status: "04" })
      }
    }))

  it.effect("takes an answer without a status for none", () =>
    Effect.gen(function*() {
      const error = yield* Effect.flip(ask(qrisRefund))
      assert.strictEqual(error._tag, "ResponseNotUnderstood")
      assert.include(error.detail, "latestTransactionStatus")
      assert.deepInclude(error, { operation: "qrisQuery", reference: "weoOiX7" })
    }).pipe(Effect.provide(answering(queried({ latestTransactionStatus: " " })))))
})

layer(gateway)("askPayment at the simulator", (it) => {
  it.effect("gives what was paid in all, also when a part of it was given back", () =>
    Effect.gen(function*() {
      const simulator = yield* Simulator
      const { payments } = yield* Finpay
      yield* makeOrder("INV-1", "vabca")
      const asked = Effect.map(ask(order), ({ paidAmount, status }) => [status, paidAmount])
      assert.deepStrictEqual(yield* asked, ["REQUEST_INITIATED", total])
      yield* simulator.pay("INV-1")
      assert.deepStrictEqual(yield* asked, ["PAID", total])
      yield* payments.refund({ order: { id: "INV-1", amount: 40 } })
      assert.deepStrictEqual(yield* asked, ["PARTIALLY_REFUNDED", total])
      yield* payments.refund({ order: { id: "INV-1", amount: 60 } })
      assert.deepStrictEqual(yield* asked, ["REFUNDED", total])
    }))

  it.effect("gives what was taken of a hold", () =>
    Effect.gen(function*() {
      const simulator = yield* Simulator
      yield* makeOrder("INV-2", "cc")
      yield* simulator.authorize("INV-2")
      yield* simulator.capture("INV-2", { amount: 60 })
      const { paidAmount, status } = yield* ask({ operation: "void", reference: "INV-2" })
      assert.deepStrictEqual([status, paidAmount], ["PARTIALLY_CAPTURED", 60])
    }))

  it.effect("gives a QRIS payment as paid until all of it was given back", () =>
    Effect.gen(function*() {
      const simulator = yield* Simulator
      const { qris } = yield* Finpay
      const reference = yield* makeQr("QR-1")
      const asked = Effect.map(
        ask({ operation: "qrisRefund", reference }),
        ({ paidAmount, status }) => [status, paidAmount]
      )
      assert.deepStrictEqual(yield* asked, ["03", total])
      yield* simulator.pay("QR-1")
      assert.deepStrictEqual(yield* asked, ["00", total])
      const request = { originalReferenceNo: reference, reason: "returned" }
      yield* qris.refund({ ...request, partnerRefundNo: "R-1", refundAmount: 40 })
      assert.deepStrictEqual(yield* asked, ["00", total])
      yield* qris.refund({ ...request, partnerRefundNo: "R-2", refundAmount: 60 })
      assert.deepStrictEqual(yield* asked, ["04", total])
    }))
})
