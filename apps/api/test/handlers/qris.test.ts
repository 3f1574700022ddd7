import { assert, describe, it } from "@effect/vitest"
import { parseFinpayTime, Rupiah } from "@openfinpay/finpay-core"
import { Effect } from "effect"
import { post, send, startApi } from "../support/api.ts"
import { answered, envelope, fakeFinpay } from "../support/fake-finpay.ts"

const newQris = { partnerReferenceNo: "P-1", amount: 10_000, validityPeriod: "2026-11-22T10:00:00+07:00" }

describe("POST /v1/qris/payments", () => {
  it.effect("makes a QR: 201, what to draw, and where to read it", () =>
    Effect.gen(function*() {
      const asked: Array<unknown> = []
      const raw = { ...envelope, referenceNo: "R-1", qrContent: "00020101" }
      const api = yield* startApi(fakeFinpay({
        qris: {
          generate: (input) =>
            Effect.sync(() => {
              asked.push(input)
              return answered({ ...envelope, referenceNo: "R-1", qrContent: "00020101", qrUrl: null }, raw)
            })
        }
      }))
      const info = { callbackUrl: "http://127.0.0.1:1/x" }
      const answer = yield* post(`${api.url}/v1/qris/payments`, { ...newQris, additionalInfo: info }, "k")
      assert.strictEqual(answer.status, 201, answer.text)
      assert.strictEqual(answer.headers.get("location"), "/v1/qris/payments/R-1")
      assert.deepStrictEqual(answer.json, {
        operationState: "succeeded",
        ...envelope,
        finpay: raw,
        partnerReferenceNo: "P-1",
        referenceNo: "R-1",
        amount: 10_000,
        qrContent: "00020101"
      })
      yield* post(`${api.url}/v1/qris/payments`, newQris, "k2")
      assert.deepStrictEqual(asked, [{ ...newQris, additionalInfo: info }, { ...newQris, additionalInfo: {} }])
    }))

  it.effect("takes only a time with a zone", () =>
    Effect.gen(function*() {
      const api = yield* startApi(fakeFinpay({}))
      const wrong = yield* post(`${api.url}/v1/qris/payments`, { ...newQris, validityPeriod: "2026-11-22 10:00" }, "k")
      assert.strictEqual(wrong.status, 422)
      assert.deepStrictEqual(wrong.json["errors"], [
        { detail: "it is a time with a zone, such as 2026-11-21T10:00:00+07:00", pointer: "#/validityPeriod" }
      ])
    }))
})

describe("GET /v1/qris/payments/{referenceNo}", () => {
  it.effect("asks by one reference or both, and masks the payer's account number", () =>
    Effect.gen(function*() {
      const asked: Array<unknown> = []
      const cpan = "9360001234567890123"
      const api = yield* startApi(fakeFinpay({
        qris: {
          query: (input) =>
            Effect.sync(() => {
              asked.push(input)
              return answered(
                {
                  ...envelope,
                  originalReferenceNo: "R 1/2",
                  latestTransactionStatus: "00",
                  amount: Rupiah.make(10_000)
                },
                { ...envelope, additionalInfo: { cpan, "cpan ": cpan, CPAN: 123_456, rrn: "123456789012" } }
              )
            })
        }
      }))
      const answer = yield* send(`${api.url}/v1/qris/payments/${encodeURIComponent("R 1/2")}?partnerReferenceNo=P-1`)
      assert.strictEqual(answer.status, 200, answer.text)
      assert.deepStrictEqual(answer.json, {
        ...envelope,
        finpay: {
          ...envelope,
          additionalInfo: { cpan: "936000…0123", "cpan ": "936000…0123", CPAN: "…", rrn: "123456789012" }
        },
        originalReferenceNo: "R 1/2",
        latestTransactionStatus: "00",
        isPaid: true,
        isFinal: false,
        amount: 10_000,
        askedAt: "1970-01-01T00:00:00.000Z",
        ageSeconds: 0
      })
      assert.notInclude(answer.text, cpan)
      yield* send(`${api.url}/v1/qris/payments/R-1`)
      assert.deepStrictEqual(asked, [
        { originalReferenceNo: "R 1/2", originalPartnerReferenceNo: "P-1" },
        { originalReferenceNo: "R-1" }
      ])
    }))

  it.effect("refuses a misspelt query parameter, and a reference that is too long", () =>
    Effect.gen(function*() {
      const api = yield* startApi(fakeFinpay({}))
      const misspelt = yield* send(`${api.url}/v1/qris/payments/R-1?partnerReferanceNo=P-1`)
      assert.strictEqual(misspelt.status, 422)
      assert.deepStrictEqual(misspelt.json["errors"], [{ detail: "no such field", parameter: "partnerReferanceNo" }])
      const long = yield* send(`${api.url}/v1/qris/payments/${"R".repeat(65)}`)
      assert.strictEqual(long.status, 422)
      assert.deepStrictEqual(long.json["errors"], [
        { detail: "a reference number is 1 to 64 characters", parameter: "referenceNo" }
      ])
    }))
})

describe("POST /v1/qris/refunds", () => {
  it.effect("gives back, and says under which number", () =>
    Effect.gen(function*() {
      const asked: Array<unknown> = []
      const raw = { ...envelope, referenceNo: "F-1", refundTime: "2020-12-21T17:21:41+07:00" }
      const api = yield* startApi(fakeFinpay({
        qris: {
          refund: (input) =>
            Effect.sync(() => {
              asked.push(input)
              return answered(
                { ...envelope, referenceNo: "F-1", refundTime: parseFinpayTime("2020-12-21T17:21:41+07:00") },
                raw
              )
            })
        }
      }))
      const refund = { originalReferenceNo: "R-1", partnerRefundNo: "X-1", refundAmount: 4_000, reason: "cold" }
      const answer = yield* post(`${api.url}/v1/qris/refunds`, refund, "k")
      assert.strictEqual(answer.status, 200, answer.text)
      const { mutationId, ...told } = answer.json
      assert.match(String(mutationId), /^mut_/u)
      assert.deepStrictEqual(told, {
        operationState: "succeeded",
        decidedBy: "answer",
        ...envelope,
        finpay: raw,
        originalReferenceNo: "R-1",
        partnerRefundNo: "X-1",
        refundNo: "F-1",
        refundAmount: 4_000,
        refundTime: { raw: "2020-12-21T17:21:41+07:00", instant: "2020-12-21T10:21:41.000Z" }
      })
      assert.deepStrictEqual(asked, [{ merchantId: "FINPAY001", ...refund }])
    }))
})
