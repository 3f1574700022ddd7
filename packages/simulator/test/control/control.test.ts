import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { localMerchant, type RequestRecord } from "../../src/index.ts"
import { at, send } from "../support/http.ts"
import { basic, control, get, initiateBody, order, paidOrder, post } from "../support/pg.ts"
import { secondMerchant, served } from "../support/served.ts"
import { generated, token } from "../support/snap.ts"

describe("the control interface", () => {
  it.live("plays payer and bank, and shows the order", () =>
    Effect.gen(function*() {
      const { url } = yield* served()
      yield* order(url, "INV-1", "cc")
      const step = yield* control(url, "POST", "/orders/INV-1/authorize", { step: "AUTHENTICATED" })
      assert.strictEqual(step.json["status"], "AUTHENTICATED")
      assert.strictEqual((yield* control(url, "POST", "/orders/INV-1/authorize")).json["status"], "AUTHORIZED")
      const part = yield* control(url, "POST", "/orders/INV-1/capture", { amount: 2000 })
      assert.deepStrictEqual([part.json["status"], part.json["captured"]], ["PARTIALLY_CAPTURED", 2000])
      const whole = yield* control(url, "POST", "/orders/INV-1/capture", { amount: "20000" })
      assert.strictEqual(whole.json["status"], "CAPTURED")
      const settled = yield* control(url, "POST", "/orders/INV-1/settle")
      assert.strictEqual(settled.json["settled"], true)
      yield* post(url, "refund", { order: { id: "INV-1", amount: "1" } })

      yield* order(url, "INV-2", undefined)
      const paid = yield* control(url, "POST", "/orders/INV-2/pay", { channel: "ovo" })
      assert.deepStrictEqual([paid.json["status"], paid.json["channel"]], ["PAID", "ovo"])
      yield* order(url, "INV-3", "vabca")
      assert.strictEqual((yield* control(url, "POST", "/orders/INV-3/decline")).json["status"], "FAILURE")
      yield* order(url, "INV-4", "vabca")
      assert.strictEqual((yield* control(url, "POST", "/orders/INV-4/expire")).json["status"], "EXPIRED")

      const { json } = yield* control(url, "GET", "/orders/INV-1")
      assert.deepInclude(json, {
        orderId: "INV-1",
        merchantId: "FINPAY001",
        kind: "pg",
        reference: "INV-11000000000",
        status: "PARTIALLY_REFUNDED",
        channel: "cc",
        amount: 22000,
        captured: 22000,
        refunded: 1,
        refundable: 21999,
        settled: true,
        payUrl: `${url}/pay/INV-1`
      })
      const statuses = (json["history"] as ReadonlyArray<{ readonly status: string }>).map(({ status }) => status)
      assert.deepStrictEqual(statuses, [
        "REQUEST_INITIATED",
        "AUTHENTICATED",
        "AUTHORIZED",
        "PARTIALLY_CAPTURED",
        "CAPTURED",
        "PARTIALLY_REFUNDED"
      ])
      const all = yield* control(url, "GET", "/orders")
      const ids = (all.json["orders"] as ReadonlyArray<{ readonly orderId: string }>).map(({ orderId }) => orderId)
      assert.deepStrictEqual(ids, ["INV-1", "INV-2", "INV-3", "INV-4"])
    }))

  it.live("names a QRIS payment by either reference", () =>
    Effect.gen(function*() {
      const { url } = yield* served()
      const reference = yield* generated(url, yield* token(url), "QR/1 é")
      const byPartner = yield* control(url, "GET", `/orders/${encodeURIComponent("QR/1 é")}`)
      assert.deepInclude(byPartner.json, { kind: "qris", reference, status: "REQUEST_INITIATED", channel: "qris" })
      assert.strictEqual((yield* control(url, "POST", `/orders/${reference}/pay`)).json["status"], "PAID")
    }))

  it.live("asks which merchant is meant when two have an order of one id", () =>
    Effect.gen(function*() {
      const { url } = yield* served({ merchants: [localMerchant, secondMerchant] })
      yield* order(url, "INV-1", "vabca")
      yield* post(url, "initiate", initiateBody("INV-1", "vabca"), basic("FINPAY002", "second-key"))
      const unclear = yield* control(url, "POST", "/orders/INV-1/pay")
      assert.deepStrictEqual([unclear.status, at(unclear.json, "error.field")], [409, "merchantId"])
      const clear = yield* control(url, "POST", "/orders/INV-1/pay?merchantId=FINPAY002")
      assert.deepStrictEqual([clear.json["status"], clear.json["merchantId"]], ["PAID", "FINPAY002"])
      assert.include(String(clear.json["payUrl"]), "/pay/INV-1?merchantId=FINPAY002")
      assert.strictEqual(
        (yield* control(url, "GET", "/orders/INV-1?merchantId=FINPAY001")).json["status"],
        "REQUEST_INITIATED"
      )
    }))

  it.live("says what is wrong in JSON, with the field", () =>
    Effect.gen(function*() {
      const { url } = yield* served()
      yield* paidOrder(url, "INV-1")
      const wrong: ReadonlyArray<
        readonly [method: string, path: string, body: unknown, status: number, field: unknown]
      > = [
        ["POST", "/orders/NONE/pay", undefined, 404, undefined],
        ["GET", "/orders/NONE", undefined, 404, undefined],
        ["POST", "/orders/INV-1/pay", undefined, 409, undefined],
        ["POST", "/orders/INV-1/authorize", {}, 409, undefined],
        ["POST", "/orders/INV-1/sell", {}, 404, undefined],
        ["POST", "/orders/INV-1/pay", { chanel: "ovo" }, 400, "chanel"],
        ["POST", "/orders/INV-1/pay", { channel: "" }, 400, "channel"],
        ["POST", "/orders/INV-1/authorize", { step: "PAID" }, 400, "step"],
        ["POST", "/orders/INV-1/capture", { amount: 0 }, 400, "amount"],
        ["POST", "/orders/INV-1/capture", { amount: 1.5 }, 400, "amount"],
        ["POST", "/clock/advance", {}, 400, "seconds"],
        ["POST", "/clock/advance", { seconds: -1 }, 400, "seconds"],
        ["POST", "/clock/advance", { seconds: "60" }, 400, "seconds"],
        ["POST", "/clock/advance", { seconds: 1e12 }, 400, "seconds"],
        ["PUT", "/faults", {}, 400, "faults"],
        ["PUT", "/faults", { faults: [{}] }, 400, "faults.0.kind"],
        ["PUT", "/faults", { faults: [{ kind: "lost-answer", operation: "refnd" }] }, 400, "faults.0.operation"],
        ["PUT", "/faults", { faults: [{ kind: "in-progress", operation: "void" }] }, 400, "faults.0.operation"],
        ["GET", "/requests?order=INV-1", undefined, 400, "order"],
        ["GET", "/requests?processed=yes", undefined, 400, "processed"],
        ["PUT", "/state", {}, 400, "format"],
        ["PATCH", "/orders", undefined, 404, undefined],
        ["GET", "/", undefined, 404, undefined]
      ]
      for (const [method, path, body, status, field] of wrong) {
        const answer = yield* control(url, method, path, body)
        assert.deepStrictEqual(
          [answer.status, at(answer.json, "error.field")],
          [status, field],
          `${method} ${path} ${answer.text}`
        )
        assert.isString(at(answer.json, "error.message"))
      }
      const noJson = yield* send(url, { method: "PUT", path: "/_simulator/faults", body: "{" })
      assert.deepStrictEqual([noJson.status, at(noJson.json, "error.field")], [400, "body"])
    }))

  it.live("arms, shows and clears faults", () =>
    Effect.gen(function*() {
      const { url } = yield* served()
      const armed = yield* control(url, "PUT", "/faults", {
        faults: [{ kind: "lost-answer", operation: "refund", times: 2 }]
      })
      const faults = [{ kind: "lost-answer", operation: "refund", times: 2, probability: 1 }]
      assert.deepStrictEqual(armed.json, { faults })
      assert.deepStrictEqual((yield* control(url, "GET", "/faults")).json, { faults })
      assert.deepStrictEqual((yield* control(url, "DELETE", "/faults")).json, { faults: [] })
      assert.deepStrictEqual((yield* control(url, "GET", "/faults")).json, { faults: [] })
    }))

  it.live("moves the clock and tells it", () =>
    Effect.gen(function*() {
      const { url } = yield* served()
      const before = (yield* control(url, "GET", "/healthz")).json
      const { json } = yield* control(url, "POST", "/clock/advance", { seconds: 3600 })
      const moved = Number(json["epochMillis"]) - Number(before["epochMillis"])
      assert.isAtLeast(moved, 3_600_000)
      assert.isBelow(moved, 2 * 3_600_000)
      assert.match(String(json["now"]), /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\+07:00$/u)
      const health = yield* send(url, { path: "/healthz" })
      assert.deepInclude(health.json, { status: "ok", profile: "finpay", seed: 1, merchants: ["FINPAY001"] })
    }))

  it.live("keeps a log of the gateway's requests that can be asked, bounded, without secrets", () =>
    Effect.gen(function*() {
      const { simulator, url } = yield* served({ requestLogLimit: 5 })
      yield* paidOrder(url, "INV-1")
      yield* post(url, "refund", { order: { id: "INV-1", amount: "5000" } })
      yield* post(url, "refund", { order: { id: "INV-1", amount: "50000" } })
      const accessToken = yield* token(url)
      const ask = (query: string) =>
        Effect.map(
          control(url, "GET", `/requests${query}`),
          ({ json }) => json["requests"] as ReadonlyArray<Record<string, unknown>>
        )
      const refunds = yield* ask("?operation=refund&orderId=INV-1")
      assert.deepStrictEqual(
        refunds.map((
          one
        ) => [one["amount"], one["processed"], one["httpStatus"], one["responseCode"], one["merchantId"]]),
        [[5000, true, 200, "2000000", "FINPAY001"], [50000, false, 403, "4030002", "FINPAY001"]]
      )
      assert.strictEqual((yield* ask("?operation=refund&processed=true")).length, 1)
      const text = JSON.stringify(yield* ask(""))
      for (const secret of [accessToken, "local-merchant-key", basic(), "budi@"]) assert.notInclude(text, secret)
      for (const _ of Array.from({ length: 20 })) yield* get(url, "check/INV-1")
      const kept = yield* simulator.requests()
      assert.strictEqual(kept.length, 5)
      assert.strictEqual(kept.at(-1)?.id, 24)
    }))
})

describe("who listens to requests", () => {
  it.live("is told of each as it comes, with what it was answered and the fault that struck", () =>
    Effect.gen(function*() {
      const told: Array<RequestRecord> = []
      const { simulator, url } = yield* served({ onRequest: (request) => told.push(request) })
      yield* order(url, "INV-1", "vabca")
      yield* simulator.setFaults([{ kind: "internal-error", operation: "checkStatus" }])
      yield* get(url, "check/INV-1")
      yield* get(url, "nowhere")
      assert.deepStrictEqual(told, yield* simulator.requests())
      assert.deepStrictEqual(
        told.map(({ fault, operation, orderId, responseCode }) => [operation, orderId, responseCode, fault]),
        [
          ["initiate", "INV-1", "2000000", undefined],
          ["checkStatus", "INV-1", "5000000", "internal-error"],
          ["unknown", undefined, told[2]?.responseCode, undefined]
        ]
      )
    }))
})
