import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { decodeAnswer } from "../../src/operation/Operation.ts"
import { checkStatus } from "../../src/operations/pg/check-status.ts"
import { initiate } from "../../src/operations/pg/initiate.ts"
import { GenerateInfo, qrisGenerate } from "../../src/operations/snap/qris-generate.ts"
import { QrisNotification } from "../../src/operations/snap/qris-notification.ts"
import { qrisQuery } from "../../src/operations/snap/qris-query.ts"
import { qrisRefund } from "../../src/operations/snap/qris-refund.ts"

const fee = { value: "1234.00", currency: "IDR" }
const answered = { responseCode: "2005300", latestTransactionStatus: "00" }

describe("what the documents spell in more than one way is read in each, and written in one", () => {
  it.effect("FeeAmount, Feeamount, feeAmount", () =>
    Effect.gen(function*() {
      for (const name of ["FeeAmount", "Feeamount", "feeAmount", "feeamount", " FEEAMOUNT "]) {
        const { raw, ...decoded } = yield* decodeAnswer(qrisQuery, {
          ...answered,
          [name]: fee,
          additionalInfo: { [name]: fee }
        })
        assert.strictEqual(decoded.FeeAmount, 1234, name)
        assert.strictEqual(decoded.additionalInfo?.FeeAmount, 1234, name)
        assert.deepInclude(raw, { [name]: fee })
        assert.deepStrictEqual(yield* Schema.encodeEffect(qrisQuery.response)(decoded), {
          ...answered,
          FeeAmount: fee,
          additionalInfo: { FeeAmount: fee }
        })
      }
    }))

  it.effect("snake_case and camelCase of the QRIS details", () =>
    Effect.gen(function*() {
      const pairs = {
        tips_indikator: "tipsIndikator",
        tips_fixamount: "tipsFixamount",
        tips_percentage: "tipsPercentage",
        qr_type: "qrType",
        callback_payment: "callbackUrl"
      } as const
      for (const [snake, camel] of Object.entries(pairs)) {
        for (const name of [snake, camel]) {
          const { additionalInfo } = yield* decodeAnswer(qrisQuery, { ...answered, additionalInfo: { [name]: "12" } })
          assert.deepStrictEqual(additionalInfo, { [snake]: "12" })
          const read: unknown = yield* Schema.decodeEffect(GenerateInfo)({ [name]: "12" })
          assert.deepStrictEqual(read, { [camel]: "12" })
        }
      }
    }))

  it.effect("originalPartnerReferanceNo, submerchantId: a request read by a server", () =>
    Effect.gen(function*() {
      const request = { originalReferenceNo: "ref-1", serviceCode: "47", merchantId: "FM1" }
      const right = { ...request, originalPartnerReferenceNo: "INV-1", subMerchantId: "FM2" }
      const misspelt = { ...request, originalPartnerReferanceNo: "INV-1", submerchantId: "FM2" }
      for (const json of [right, misspelt]) {
        const read = yield* Schema.decodeEffect(qrisQuery.request)(json)
        assert.deepStrictEqual(read, { ...right, serviceCode: "47" })
        assert.deepStrictEqual(yield* Schema.encodeEffect(qrisQuery.request)(read), { ...right })
      }
      const refunding = {
        ...misspelt,
        partnerRefundNo: "R-1",
        refundAmount: { value: "10000.00", currency: "IDR" },
        reason: "returned"
      }
      const read = yield* Schema.decodeEffect(qrisRefund.request)(refunding)
      assert.strictEqual(read.originalPartnerReferenceNo, "INV-1")
      assert.strictEqual(read.subMerchantId, "FM2")
    }))

  it.effect("originalPartnerReferanceNo, partnerReferanceNo, terminald: in answers and notifications", () =>
    Effect.gen(function*() {
      const queried = yield* decodeAnswer(qrisQuery, { ...answered, originalPartnerReferanceNo: "INV-1 " })
      assert.strictEqual(queried.originalPartnerReferenceNo, "INV-1")
      const generated = yield* decodeAnswer(qrisGenerate, {
        responseCode: "2004700",
        partnerReferanceNo: "INV-1",
        terminald: "T1",
        qrContent: "000201"
      })
      assert.strictEqual(generated.partnerReferenceNo, "INV-1")
      assert.strictEqual(generated.terminalId, "T1")
      const news = yield* Schema.decodeEffect(QrisNotification)({
        originalPartnerReferanceNo: "INV-1",
        originalReferenceNo: "ref-1 ",
        latestTransactionStatus: "00",
        transactionStatusDesc: "success",
        amount: { value: "10000.00", currency: "IDR" },
        additionalInfo: { invoice: "INV-1", Feeamount: fee, qr_type: "12", tips_indikator: "00" }
      })
      assert.strictEqual(news.originalPartnerReferenceNo, "INV-1")
      assert.strictEqual(news.originalReferenceNo, "ref-1")
      assert.strictEqual(news.amount, 10000)
      assert.strictEqual(news.additionalInfo?.FeeAmount, 1234)
    }))

  it.effect("the right spelling wins where both are there, and nothing is lost", () =>
    Effect.gen(function*() {
      const answer = {
        ...answered,
        originalPartnerReferanceNo: "wrong",
        originalPartnerReferenceNo: "right",
        ORIGINALPARTNERREFERENCENO: "wrong"
      }
      const decoded = yield* decodeAnswer(qrisQuery, answer)
      assert.strictEqual(decoded.originalPartnerReferenceNo, "right")
      assert.strictEqual(decoded.raw, answer)
    }))

  it.effect("swapped references are left as they are", () =>
    Effect.gen(function*() {
      const decoded = yield* decodeAnswer(qrisQuery, {
        ...answered,
        originalReferenceNo: "INV-1",
        originalPartnerReferenceNo: "ref-1"
      })
      assert.strictEqual(decoded.originalReferenceNo, "INV-1")
      assert.strictEqual(decoded.originalPartnerReferenceNo, "ref-1")
    }))

  it.effect("a blank at the end of any key and of any reference", () =>
    Effect.gen(function*() {
      const names = ["originalReferenceNo", "referenceNo", "refundNo", "partnerRefundNo", "originalPartnerReferenceNo"]
      for (const name of names) {
        const decoded = yield* decodeAnswer(qrisRefund, { "responseCode ": "2005300", [`${name} `]: "ref-1 \t" })
        assert.deepInclude(decoded, { responseCode: "2005300", [name]: "ref-1" })
      }
      const decoded = yield* decodeAnswer(qrisRefund, { responseCode: "2005300", " refundAmount ": fee })
      assert.strictEqual(decoded.refundAmount, 1234)
    }))

  it.effect("FAILED, CANCELED in a check", () =>
    Effect.gen(function*() {
      for (const [sent, read] of [["FAILED", "FAILURE"], ["FAILURE", "FAILURE"], ["CANCELED", "CANCELLED"]] as const) {
        const { data } = yield* decodeAnswer(checkStatus, {
          responseCode: "2000000",
          data: { result: { payment: { status: sent } } }
        })
        assert.strictEqual(data?.result?.payment?.status, read)
      }
    }))

  it.effect("redirecturl and redirectUrl, item and items", () =>
    Effect.gen(function*() {
      const link = "https://devo.finpay.id/pg/payment/card/access/1"
      for (const name of ["redirecturl", "redirectUrl", "redirectURL"]) {
        const { raw: _, ...decoded } = yield* decodeAnswer(initiate, { responseCode: "2000000", [name]: link })
        assert.strictEqual(decoded.redirecturl, link)
        assert.deepStrictEqual(yield* Schema.encodeEffect(initiate.response)(decoded), {
          responseCode: "2000000",
          redirecturl: link
        })
      }
      for (const name of ["item", "items"]) {
        const { data } = yield* decodeAnswer(checkStatus, {
          responseCode: "2000000",
          data: { order: { [name]: [{ name: "coffee" }] } }
        })
        assert.deepStrictEqual(data?.order?.item, [{ name: "coffee" }])
      }
    }))
})
