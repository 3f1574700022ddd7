import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { at } from "../support/http.ts"
import { served } from "../support/served.ts"
import { externalId, generateBody, generated, queryBody, refundBody, snap, token } from "../support/snap.ts"

const sampleInfo = [
  "cust_name",
  "merchantName",
  "rrn",
  "nns_issuer",
  "nns_acquirer",
  "mpan",
  "cpan",
  "nmid",
  "sof_id",
  "issuer",
  "acquirer",
  "note",
  "merchantId",
  "paidTime"
]

describe("QRIS query", () => {
  it.live("[Q1] tells the status of a payment through its life", () =>
    Effect.gen(function*() {
      const { simulator, url } = yield* served()
      const accessToken = yield* token(url)
      const status = (referenceNo: string) =>
        Effect.map(snap(url, "query", accessToken, queryBody(referenceNo)), ({ json }) => [
          json["latestTransactionStatus"],
          json["transactionStatusDesc"]
        ])
      const unpaid = yield* generated(url, accessToken, "UNPAID")
      assert.deepStrictEqual(yield* status(unpaid), ["03", "pending"])
      const paid = yield* generated(url, accessToken, "PAID")
      yield* simulator.pay("PAID")
      assert.deepStrictEqual(yield* status(paid), ["00", "success"])
      const { json } = yield* snap(url, "query", accessToken, queryBody(paid))
      assert.match(String(at(json, "additionalInfo.paidTime")), /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\+07:00$/u)
      yield* snap(url, "refund", accessToken, refundBody(paid, "R-1", "4000.00"))
      assert.deepStrictEqual(yield* status(paid), ["00", "success"])
      yield* snap(url, "refund", accessToken, refundBody(paid, "R-2", "6000.00"))
      assert.deepStrictEqual(yield* status(paid), ["04", "refunded"])
      const declined = yield* generated(url, accessToken, "DECLINED")
      yield* simulator.decline(declined)
      assert.deepStrictEqual(yield* status(declined), ["06", "failed"])
      const expired = yield* generated(url, accessToken, "EXPIRED")
      yield* simulator.expire("EXPIRED")
      assert.deepStrictEqual(yield* status(expired), ["05", "cancelled"])
      const pending = yield* generated(url, accessToken, "PENDING")
      yield* simulator.pend("PENDING")
      assert.deepStrictEqual(yield* status(pending), ["02", "paying"])
    }))

  it.live("[Q2] does not find an unknown payment, or says so as a status", () =>
    Effect.gen(function*() {
      const { url } = yield* served()
      const answer = yield* snap(url, "query", yield* token(url), queryBody("none"))
      assert.deepStrictEqual([answer.status, answer.json["responseCode"]], [404, "4045301"])
      const other = yield* served({ snap: { unknownPayment: "status-07" } })
      const { json } = yield* snap(other.url, "query", yield* token(other.url), queryBody("none"))
      assert.deepStrictEqual([json["responseCode"], json["latestTransactionStatus"]], ["2005300", "07"])
      assert.strictEqual(json["originalReferenceNo"], "none")
    }))

  it.live("[Q3] needs serviceCode 47", () =>
    Effect.gen(function*() {
      const { url } = yield* served()
      const accessToken = yield* token(url)
      const code = (serviceCode: unknown) =>
        Effect.map(snap(url, "query", accessToken, queryBody("none", { serviceCode })), ({ json }) =>
          json["responseCode"])
      assert.strictEqual(yield* code(undefined), "4005302")
      assert.strictEqual(yield* code("51"), "4005301")
      assert.strictEqual(yield* code(47), "4005301")
    }))

  it.live("[Q4] finds by each reference, and refuses references that disagree", () =>
    Effect.gen(function*() {
      const { url } = yield* served({ profile: "standard" })
      const accessToken = yield* token(url)
      const id = externalId()
      const made = yield* snap(url, "generate", accessToken, generateBody("INV-1"), { externalId: id })
      const reference = made.json["referenceNo"]
      const other = yield* generated(url, accessToken, "INV-2")
      const code = (references: object) =>
        Effect.map(
          snap(url, "query", accessToken, { serviceCode: "47", merchantId: "FM2007160001", ...references }),
          ({ json }) => json["responseCode"]
        )
      assert.strictEqual(yield* code({ originalReferenceNo: reference }), "2005100")
      assert.strictEqual(yield* code({ originalPartnerReferenceNo: "INV-1" }), "2005100")
      assert.strictEqual(yield* code({ originalExternalId: id }), "2005100")
      assert.strictEqual(
        yield* code({ originalReferenceNo: reference, originalPartnerReferenceNo: "INV-1" }),
        "2005100"
      )
      assert.strictEqual(yield* code({ originalReferenceNo: other, originalPartnerReferenceNo: "INV-1" }), "4045118")
      assert.strictEqual(yield* code({ originalReferenceNo: reference, originalPartnerReferenceNo: "none" }), "4045118")
      assert.strictEqual(yield* code({}), "4005102")
      assert.strictEqual(yield* code({ originalReferenceNo: reference, merchantId: "FM1" }), "4045108")
      const finpay = yield* served()
      const { json } = yield* snap(finpay.url, "query", yield* token(finpay.url), {
        originalPartnerReferenceNo: "INV-1",
        serviceCode: "47",
        merchantId: "FM2007160001"
      })
      assert.strictEqual(json["responseMessage"], "Invalid Mandatory Field originalReferenceNo")
    }))

  it.live("[P1] answers a paid payment with the members of Finpay's sample, in its order", () =>
    Effect.gen(function*() {
      const { simulator, url } = yield* served()
      const accessToken = yield* token(url)
      const amount = { value: "12345678.00", currency: "IDR" }
      const fee = { value: "1234.00", currency: "IDR" }
      const reference = yield* generated(url, accessToken, "INV012021", { amount, FeeAmount: fee })
      yield* simulator.pay("INV012021")
      const body = queryBody(reference, { originalPartnerReferenceNo: "INV012021" })
      const { json } = yield* snap(url, "query", accessToken, body)
      assert.deepStrictEqual(Object.keys(json), [
        "responseCode",
        "responseMessage",
        "originalPartnerReferenceNo",
        "originalReferenceNo",
        "serviceCode",
        "latestTransactionStatus",
        "transactionStatusDesc",
        "amount",
        "FeeAmount",
        "additionalInfo"
      ])
      assert.strictEqual(json["responseCode"], "2005300")
      assert.strictEqual(json["responseMessage"], "Request has been processed successfully")
      assert.strictEqual(json["originalReferenceNo"], reference)
      assert.strictEqual(json["originalPartnerReferenceNo"], "INV012021")
      assert.strictEqual(json["serviceCode"], "47")
      assert.deepStrictEqual(json["amount"], amount)
      assert.deepStrictEqual(json["FeeAmount"], fee)
      assert.deepStrictEqual(Object.keys(json["additionalInfo"] as object), sampleInfo)
      assert.strictEqual(at(json, "additionalInfo.nns_acquirer"), "93600777")
      assert.strictEqual(at(json, "additionalInfo.note"), "Table 4")
    }))

  it.live("[P2] answers by the standard in profile standard", () =>
    Effect.gen(function*() {
      const { simulator, url } = yield* served({ profile: "standard" })
      const accessToken = yield* token(url)
      const reference = yield* generated(url, accessToken, "INV-1")
      yield* simulator.pay("INV-1")
      const { json } = yield* snap(url, "query", accessToken, queryBody(reference))
      assert.strictEqual(json["responseCode"], "2005100")
      assert.strictEqual(json["responseMessage"], "Successful")
      assert.isString(json["paidTime"])
      assert.deepStrictEqual(json["feeAmount"], { value: "0.00", currency: "IDR" })
      assert.notProperty(json, "FeeAmount")
    }))

  it.live("[P3] swaps the references of the query with quirks", () =>
    Effect.gen(function*() {
      const { url } = yield* served({ quirks: true })
      const accessToken = yield* token(url)
      const reference = yield* generated(url, accessToken, "INV-1")
      const { json } = yield* snap(url, "query", accessToken, queryBody(reference))
      assert.strictEqual(json["originalReferenceNo"], "INV-1")
      assert.strictEqual(json["originalPartnerReferenceNo"], reference)
    }))

  it.live("[P4] reads the misspelt names of the tables, at both paths", () =>
    Effect.gen(function*() {
      const { url } = yield* served()
      const accessToken = yield* token(url)
      const made = yield* snap(url, "generate", accessToken, {
        ...generateBody("INV-1", { partnerReferenceNo: undefined, subMerchantId: undefined }),
        partnerReferanceNo: "INV-1",
        submerchantId: "FM2007160001",
        terminald: "A01"
      }, { path: "/v1.0/qr/qr-mpm-generate" })
      assert.strictEqual(made.json["partnerReferenceNo"], "INV-1", made.text)
      assert.strictEqual(made.json["terminalId"], "A01")
      const reference = String(made.json["referenceNo"])
      const body = queryBody(reference, { "originalPartnerReferanceNo": "INV-1", "merchantId ": "FM2007160001" })
      const { json } = yield* snap(url, "query", accessToken, body, { path: "/v1.0/qr/qr-mpm-query" })
      assert.strictEqual(json["responseCode"], "2005300")
      assert.strictEqual(json["originalPartnerReferenceNo"], "INV-1")
      const wrong = queryBody(reference, { originalPartnerReferanceNo: "INV-2" })
      assert.strictEqual((yield* snap(url, "query", accessToken, wrong)).json["responseCode"], "4045318")
    }))
})
