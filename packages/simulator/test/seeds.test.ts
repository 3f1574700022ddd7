import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { at } from "./support/http.ts"
import { control, get, order, post } from "./support/pg.ts"
import { served } from "./support/served.ts"
import { generateBody, snap, token } from "./support/snap.ts"

type Kind = "string" | "number" | "integer" | "null" | "array"

const isOf = (value: unknown, kinds: ReadonlyArray<Kind>): boolean =>
  kinds.some((kind) => {
    if (kind === "null") return value === null
    if (kind === "array") return Array.isArray(value)
    return kind === "integer" ? Number.isInteger(value) : typeof value === kind
  })

/** Finpay OpenAPI, After Payment: StandardResponse. */
const standardResponse: Readonly<Record<string, ReadonlyArray<Kind>>> = {
  responseCode: ["string"],
  responseMessage: ["string"],
  processingTime: ["number"]
}

/** Finpay OpenAPI, After Payment: CheckStatusResponse. */
const checkStatusResponse: typeof standardResponse = {
  ...standardResponse,
  "data.customer.id": ["string"],
  "data.customer.email": ["string"],
  "data.customer.firstName": ["string"],
  "data.customer.lastName": ["string"],
  "data.customer.mobilePhone": ["string"],
  "data.order.id": ["string"],
  "data.order.amount": ["string"],
  "data.order.currency": ["string"],
  "data.order.description": ["string"],
  "data.order.item": ["array"],
  "data.order.item.0.name": ["string"],
  "data.order.item.0.quantity": ["string"],
  "data.order.item.0.category": ["string"],
  "data.order.item.0.description": ["string"],
  "data.order.item.0.unitPrice": ["string"],
  "data.card.mask": ["string"],
  "data.card.info.brand": ["string"],
  "data.card.info.issuing": ["string"],
  "data.card.info.type": ["string"],
  "data.card.info.subType": ["string"],
  "data.card.info.country": ["string"],
  "data.meta.data": ["null"],
  "data.result.payment.amount": ["integer"],
  "data.result.payment.status": ["string"],
  "data.result.payment.statusDesc": ["string", "null"]
}

const holds = (json: unknown, fields: typeof standardResponse): void => {
  for (const [path, kinds] of Object.entries(fields)) {
    assert.isTrue(isOf(at(json, path), kinds), `${path}: ${JSON.stringify(at(json, path))} is no ${kinds.join(" or ")}`)
  }
}

const item = [{ name: "Coffee", quantity: "2", category: "FOOD", description: "Hot", unitPrice: "11000" }]

describe("the requests Finpay's pages print", () => {
  it.live("are answered with the fields and types of the OpenAPI", () =>
    Effect.gen(function*() {
      const { url } = yield* served()
      for (const id of ["REFUND", "VOID", "CHECK"]) {
        yield* order(url, id, "cc", { order: { item }, customer: { id: "budi@example.co.id" } })
        yield* control(url, "POST", `/orders/${id}/pay`)
      }
      yield* order(url, "CANCEL", "cc")
      holds((yield* get(url, "check/CHECK")).json, checkStatusResponse)
      const unpaid = Object.entries(checkStatusResponse).filter(([path]) =>
        !path.startsWith("data.card") && !path.includes("item")
      )
      holds((yield* get(url, "check/CANCEL")).json, {
        ...Object.fromEntries(unpaid),
        "data.customer.id": ["string"]
      })
      holds((yield* post(url, "refund", { order: { id: "REFUND", amount: "22000" } })).json, standardResponse)
      holds((yield* post(url, "void", { order: { id: "VOID", amount: "22000" } })).json, standardResponse)
      holds((yield* get(url, "cancel/CANCEL")).json, { ...standardResponse, traceId: ["string"] })
    }))

  it.live("are answered as the QRIS pages print, sample by sample", () =>
    Effect.gen(function*() {
      const { simulator, url } = yield* served()
      const accessToken = yield* token(url)
      const made = yield* snap(
        url,
        "generate",
        accessToken,
        generateBody("INV012021123123123", {
          amount: { value: "12345678.00", currency: "IDR" },
          FeeAmount: { value: "1234.00", currency: "IDR" },
          additionalInfo: { note: "Transaction Remark" }
        })
      )
      const originalReferenceNo = made.json["referenceNo"]
      yield* simulator.pay("INV012021123123123")
      const query = yield* snap(url, "query", accessToken, {
        originalPartnerReferenceNo: "INV012021123123123",
        originalReferenceNo,
        serviceCode: "47",
        merchantId: "FM2007160001",
        subMerchantId: "FM2007160001"
      })
      assert.deepInclude(query.json, {
        responseCode: "2005300",
        responseMessage: "Request has been processed successfully",
        serviceCode: "47",
        latestTransactionStatus: "00",
        transactionStatusDesc: "success",
        amount: { value: "12345678.00", currency: "IDR" },
        FeeAmount: { value: "1234.00", currency: "IDR" }
      })
      const info = query.json["additionalInfo"] as Readonly<Record<string, string>>
      const limits = {
        rrn: 12,
        nns_issuer: 8,
        nns_acquirer: 8,
        mpan: 20,
        cpan: 20,
        sof_id: 19,
        cust_name: 25,
        note: 50,
        paidTime: 25
      }
      for (const [name, maximum] of Object.entries(limits)) assert.isAtMost(info[name]?.length ?? 99, maximum, name)
      assert.strictEqual(info["note"], "Transaction Remark")
      const refund = yield* snap(url, "refund", accessToken, {
        merchantId: "FM2007160001",
        subMerchantId: "FM2007160001",
        originalPartnerReferenceNo: "INV012021123123123",
        originalReferenceNo,
        partnerRefundNo: "4716238712631127",
        refundAmount: { value: "10000.00", currency: "IDR" },
        reason: "Refund Reason"
      })
      assert.deepInclude(refund.json, {
        responseCode: "2005300",
        responseMessage: "Request has been processed successfully",
        originalPartnerReferenceNo: "INV012021123123123",
        originalReferenceNo,
        referenceNo: originalReferenceNo,
        refundAmount: { value: "10000.00", currency: "IDR" }
      })
      assert.match(String(refund.json["refundTime"]), /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\+07:00$/u)
    }))
})
