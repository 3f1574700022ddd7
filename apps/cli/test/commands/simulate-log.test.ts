import { assert, describe, it } from "@effect/vitest"
import type { CallbackRecord, RequestRecord } from "@openfinpay/finpay-simulator"
import { logJson, logText } from "../../src/commands/simulate-log.ts"

const request = (change: Partial<RequestRecord> = {}) =>
  logText({
    event: "request",
    request: {
      id: 1,
      at: "2026-11-22T00:47:34+07:00",
      operation: "refund",
      method: "POST",
      path: "/pg/payment/card/refund",
      orderId: "INV-1",
      references: ["INV-1"],
      amount: 5000,
      processed: true,
      responseCode: "2000000",
      ...change
    }
  })

const record: CallbackRecord = {
  id: 1,
  kind: "callback",
  orderKey: "k",
  orderId: "INV-1",
  merchantId: "M",
  status: "PAID",
  url: "http://127.0.0.1:3000/",
  payload: { secret: "of the payer" },
  state: "delivered",
  dueAt: Date.parse("2026-11-21T17:48:34Z"),
  held: false,
  attempts: [{ at: Date.parse("2026-11-21T17:47:34Z"), httpStatus: 200 }]
}
const callback = (change: Partial<CallbackRecord> = {}) =>
  logText({ event: "callback", callback: { ...record, ...change } })

describe("the log of the simulator", () => {
  it("a request: when, what, of which order, how much, what was answered", () => {
    assert.strictEqual(request(), "00:47:34 WIB  refund        INV-1  Rp 5.000  2000000\n")
  })

  it("a fault is named, and whether the request was carried out behind it", () => {
    const { responseCode: _, ...lost } = { responseCode: "", fault: "lost-answer" as const }
    assert.match(
      logText({
        event: "request",
        request: {
          id: 1,
          at: "2026-11-22T00:47:34+07:00",
          operation: "refund",
          method: "POST",
          path: "/x",
          orderId: "INV-1",
          references: [],
          processed: true,
          ...lost
        }
      }),
      /INV-1 {2}no answer {2}carried out {2}fault: lost-answer\n$/u
    )
    assert.match(request({ fault: "internal-error", processed: false }), /not carried out {2}fault: internal-error\n$/u)
  })

  it("what a client wrote cannot rewrite the screen", () => {
    assert.include(request({ orderId: "\u001b[2J" }), "\\u001b[2J")
  })

  it("a callback: what became of it", () => {
    assert.strictEqual(
      callback(),
      "00:47:34 WIB  callback      INV-1  PAID  delivered to http://127.0.0.1:3000/\n"
    )
    const failed = [{ at: 0, httpStatus: 500, problem: "not accepted" }]
    assert.match(
      callback({ state: "waiting", attempts: failed }),
      /not delivered .* \(500\); again at 00:48:34 WIB\n$/u
    )
    const away = [{ at: 0, problem: "ECONNREFUSED" }]
    assert.match(callback({ state: "given-up", attempts: away }), /given up on .* \(ECONNREFUSED\)\n$/u)
    assert.match(callback({ state: "refused", attempts: [] }), /another machine \(--callbacks-anywhere\)\n$/u)
    assert.match(callback({ state: "lost", attempts: [], fault: "callback-lost" }), /lost {2}fault: callback-lost\n$/u)
  })

  it("in JSON without the payer's data", () => {
    assert.deepStrictEqual(JSON.parse(logJson({ event: "callback", callback: record })), {
      event: "callback",
      id: 1,
      kind: "callback",
      orderId: "INV-1",
      status: "PAID",
      url: "http://127.0.0.1:3000/",
      state: "delivered",
      try: 1,
      httpStatus: 200
    })
  })
})
