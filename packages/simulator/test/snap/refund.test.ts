import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import type { ServeOptions } from "../../src/index.ts"
import { merchantWith, served } from "../support/served.ts"
import { generated, queryBody, refundBody, snap, token } from "../support/snap.ts"

/** A simulator with one paid QR of 10,000 rupiah, and what is needed to refund it. */
const paid = Effect.fnUntraced(function*(options: ServeOptions = {}) {
  const { simulator, url } = yield* served(options)
  const accessToken = yield* token(url)
  const reference = yield* generated(url, accessToken, "INV-1")
  yield* simulator.pay("INV-1")
  const refund = (partnerRefundNo: string, value = "10000.00", change: object = {}) =>
    snap(url, "refund", accessToken, refundBody(reference, partnerRefundNo, value, change))
  const code = (partnerRefundNo: string, value?: string, change?: object) =>
    Effect.map(refund(partnerRefundNo, value, change), ({ json }) => json["responseCode"])
  return { simulator, url, accessToken, reference, refund, code }
})

describe("QRIS refund", () => {
  it.live("[R1] [P1] gives all back and answers the members of Finpay's sample, in its order", () =>
    Effect.gen(function*() {
      const { accessToken, reference, refund, url } = yield* paid()
      const { json, status } = yield* refund("4716238712631127")
      assert.strictEqual(status, 200)
      assert.deepStrictEqual(Object.keys(json), [
        "responseCode",
        "responseMessage",
        "originalPartnerReferenceNo",
        "originalReferenceNo",
        "referenceNo",
        "refundAmount",
        "refundTime"
      ])
      assert.strictEqual(json["responseCode"], "2005300")
      assert.strictEqual(json["originalReferenceNo"], reference)
      assert.strictEqual(json["referenceNo"], reference)
      assert.deepStrictEqual(json["refundAmount"], { value: "10000.00", currency: "IDR" })
      assert.match(String(json["refundTime"]), /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\+07:00$/u)
      const query = yield* snap(url, "query", accessToken, queryBody(reference))
      assert.strictEqual(query.json["latestTransactionStatus"], "04")
    }))

  it.live("[P2] answers by the standard in profile standard", () =>
    Effect.gen(function*() {
      const { refund } = yield* paid({ profile: "standard" })
      const missing = yield* refund("R-1")
      assert.strictEqual(missing.json["responseMessage"], "Invalid Mandatory Field originalPartnerReferenceNo")
      const { json } = yield* refund("R-1", "10000.00", { originalPartnerReferenceNo: "INV-1", reason: undefined })
      assert.strictEqual(json["responseCode"], "2007800")
      assert.match(String(json["refundNo"]), /^RF\d{10}$/u)
      assert.strictEqual(json["partnerRefundNo"], "R-1")
      assert.notProperty(json, "referenceNo")
    }))

  it.live("[P3] prints the blanks of Finpay's sample with quirks", () =>
    Effect.gen(function*() {
      const { reference, refund } = yield* paid({ quirks: true })
      const { json } = yield* refund("R-1")
      assert.strictEqual(json["originalReferenceNo"], `${reference} `)
      assert.strictEqual(json["referenceNo"], `${reference} `)
      assert.deepStrictEqual(json["refundAmount "], { value: "10000.00", currency: "IDR" })
      assert.notProperty(json, "refundAmount")
    }))

  it.live("[R2] gives parts back up to what was paid", () =>
    Effect.gen(function*() {
      const { code, simulator } = yield* paid()
      assert.strictEqual(yield* code("R-1", "4000.00"), "2005300")
      assert.strictEqual(yield* code("R-2", "6000.01"), "4005301")
      assert.strictEqual(yield* code("R-2", "6001.00"), "4045313")
      assert.strictEqual(yield* code("R-2", "6000.00"), "2005300")
      assert.strictEqual(yield* code("R-3", "1.00"), "4045313")
      assert.strictEqual((yield* simulator.order("INV-1")).refunded, 10000)
    }))

  it.live("[R3] refuses what was not paid", () =>
    Effect.gen(function*() {
      const { accessToken, simulator, url } = yield* paid()
      for (const id of ["UNPAID", "EXPIRED", "DECLINED"]) {
        const reference = yield* generated(url, accessToken, id)
        if (id === "EXPIRED") yield* simulator.expire(id)
        if (id === "DECLINED") yield* simulator.decline(id)
        const { json } = yield* snap(url, "refund", accessToken, refundBody(reference, `R-${id}`))
        assert.strictEqual(json["responseCode"], "4045300", id)
      }
    }))

  it.live("[R4] does not find an unknown payment", () =>
    Effect.gen(function*() {
      const { accessToken, code, url } = yield* paid()
      const { json } = yield* snap(url, "refund", accessToken, refundBody("none", "R-1"))
      assert.strictEqual(json["responseCode"], "4045301")
      assert.strictEqual(yield* code("R-1", "1.00", { originalPartnerReferenceNo: "INV-2" }), "4045318")
      for (const name of ["merchantId", "originalReferenceNo", "partnerRefundNo", "refundAmount", "reason"]) {
        const answer = yield* snap(url, "refund", accessToken, { ...refundBody("none", "R-1"), [name]: undefined })
        assert.strictEqual(answer.json["responseMessage"], `Invalid Mandatory Field ${name}`)
      }
    }))

  it.live("[R5] refuses when refunds are not agreed", () =>
    Effect.gen(function*() {
      const { code } = yield* paid({ merchants: [merchantWith({ refunds: "not-agreed" })] })
      assert.strictEqual(yield* code("R-1"), "4035315")
    }))

  it.live("[R6] refuses when the merchant's balance is too low", () =>
    Effect.gen(function*() {
      const { code } = yield* paid({ merchants: [merchantWith({ balanceRupiah: 9999 })] })
      assert.strictEqual(yield* code("R-1"), "4035314")
      assert.strictEqual(yield* code("R-1", "9999.00"), "2005300")
    }))

  it.live("[R7] answers a repeated number with the first answer, or as a duplicate, and never gives back twice", () =>
    Effect.gen(function*() {
      const first = yield* paid()
      const answer = yield* first.refund("R-1", "4000.00")
      yield* first.simulator.advanceClock("1 hour")
      const fresh = { ...first, accessToken: yield* token(first.url) }
      const again = yield* snap(fresh.url, "refund", fresh.accessToken, refundBody(first.reference, "R-1", "4000.00"))
      assert.deepStrictEqual(again.json, answer.json)
      assert.strictEqual((yield* first.simulator.order("INV-1")).refunded, 4000)
      const second = yield* paid({ snap: { repeatedRefund: "duplicate" } })
      yield* second.refund("R-1", "4000.00")
      assert.strictEqual(yield* second.code("R-1", "4000.00"), "4095301")
      assert.strictEqual((yield* second.simulator.order("INV-1")).refunded, 4000)
    }))

  it.live("[R8] refuses a repeated number with another amount, reason or payment", () =>
    Effect.gen(function*() {
      const { accessToken, code, simulator, url } = yield* paid()
      yield* code("R-1", "4000.00")
      assert.strictEqual(yield* code("R-1", "4001.00"), "4045318")
      assert.strictEqual(yield* code("R-1", "4000.00", { reason: "Another reason" }), "4045318")
      // Another name of the same payment is no other payment.
      assert.strictEqual(yield* code("R-1", "4000.00", { originalPartnerReferenceNo: "INV-1" }), "2005300")
      assert.strictEqual((yield* simulator.order("INV-1")).refunded, 4000)
      const other = yield* generated(url, accessToken, "INV-2")
      yield* simulator.pay("INV-2")
      const { json } = yield* snap(url, "refund", accessToken, refundBody(other, "R-1", "4000.00"))
      assert.strictEqual(json["responseCode"], "4045318")
      assert.strictEqual((yield* simulator.order("INV-2")).refunded, 0)
    }))

  it.live("[R9] answers 202 while a refund runs, and keeps its amount from others", () =>
    Effect.gen(function*() {
      const { accessToken, code, reference, simulator, url } = yield* paid()
      yield* simulator.setFaults([{ kind: "in-progress", delayMillis: 60_000 }])
      assert.strictEqual(yield* code("R-1", "6000.00"), "2025300")
      assert.strictEqual(yield* code("R-1", "6000.00"), "2025300")
      assert.strictEqual(yield* code("R-2", "6000.00"), "4045313")
      assert.strictEqual((yield* simulator.order("INV-1")).status, "PAID")
      yield* simulator.advanceClock("1 minute")
      assert.strictEqual((yield* simulator.order("INV-1")).status, "PARTIALLY_REFUNDED")
      const { json } = yield* snap(url, "refund", accessToken, refundBody(reference, "R-1", "6000.00"))
      assert.strictEqual(json["responseCode"], "2005300")
      // A refund that fails gives nothing back, and its number is free again.
      yield* simulator.setFaults([{ kind: "in-progress-fails", delayMillis: 60_000 }])
      assert.strictEqual(yield* code("R-3", "4000.00"), "2025300")
      yield* simulator.advanceClock("1 minute")
      assert.strictEqual((yield* simulator.order("INV-1")).refunded, 6000)
      assert.strictEqual(yield* code("R-3", "4000.00"), "2005300")
      assert.strictEqual((yield* simulator.order("INV-1")).refunded, 10000)
      assert.strictEqual(yield* code("R-3", "4000.00"), "2005300")
      assert.strictEqual((yield* simulator.order("INV-1")).refunded, 10000)
    }))

  it.live("[R10] refuses after the refund window, and while refunds are closed", () =>
    Effect.gen(function*() {
      const late = yield* paid({ merchants: [merchantWith({ refundWindowDays: 1 })] })
      yield* late.simulator.advanceClock("23 hours")
      const early = yield* snap(late.url, "refund", yield* token(late.url), refundBody(late.reference, "R-1", "1.00"))
      assert.strictEqual(early.json["responseCode"], "2005300")
      yield* late.simulator.advanceClock("2 hours")
      const over = yield* snap(late.url, "refund", yield* token(late.url), refundBody(late.reference, "R-2", "1.00"))
      assert.strictEqual(over.json["responseCode"], "4035300")
      const closed = yield* paid({ merchants: [merchantWith({ refunds: "closed" })] })
      assert.strictEqual(yield* closed.code("R-1"), "4055301")
    }))

  it.live("[R11] refuses a merchant whose standing is abnormal", () =>
    Effect.gen(function*() {
      const { code } = yield* paid({ merchants: [merchantWith({ standing: "abnormal" })] })
      assert.strictEqual(yield* code("R-1"), "4045308")
    }))

  it.live("[R12] lets exactly one of two refunds at once over what is left succeed", () =>
    Effect.gen(function*() {
      const { refund, simulator } = yield* paid()
      const numbers = Array.from({ length: 12 }, (_, index) => `R-${index}`)
      const answers = yield* Effect.forEach(numbers, (number) => refund(number, "6000.00"), {
        concurrency: "unbounded"
      })
      const codes = answers.map(({ json }) => json["responseCode"])
      assert.strictEqual(codes.filter((one) => one === "2005300").length, 1)
      assert.strictEqual(codes.filter((one) => one === "4045313").length, 11)
      assert.strictEqual((yield* simulator.order("INV-1")).refunded, 6000)
      const same = yield* Effect.forEach(numbers, () => refund("SAME", "4000.00"), { concurrency: "unbounded" })
      assert.isTrue(same.every(({ json }) => json["responseCode"] === "2005300"))
      assert.strictEqual((yield* simulator.order("INV-1")).refunded, 10000)
    }))

  it.live("[R13] gives back once when the answer is lost and the refund is sent again", () =>
    Effect.gen(function*() {
      for (const kind of ["lost-answer", "cut-answer", "timeout-after", "error-after"] as const) {
        const { code, refund, simulator } = yield* paid()
        yield* simulator.setFaults([{ kind, operation: "qrisRefund" }])
        yield* Effect.exit(refund("R-1", "4000.00"))
        assert.strictEqual((yield* simulator.order("INV-1")).refunded, 4000, kind)
        assert.strictEqual(yield* code("R-1", "4000.00"), "2005300", kind)
        assert.strictEqual((yield* simulator.order("INV-1")).refunded, 4000, kind)
        const log = yield* simulator.requests({ operation: "qrisRefund", orderId: "INV-1" })
        assert.deepStrictEqual(log.map(({ processed }) => processed), [true, true])
      }
    }))
})
