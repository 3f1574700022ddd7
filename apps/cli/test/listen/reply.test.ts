import { assert, describe, it } from "@effect/vitest"
import type { Judgement } from "../../src/listen/judge.ts"
import { applicationReply, finpayReply, type Reply } from "../../src/listen/reply.ts"

const at = Date.parse("2026-11-21T10:00:00Z")
const jsonOf = ({ body }: Reply): Readonly<Record<string, unknown>> => JSON.parse(new TextDecoder().decode(body))
const told = (reply: Reply) => [reply.httpStatus, jsonOf(reply)["responseCode"], jsonOf(reply)["responseMessage"]]

const payment = (change: Partial<Judgement>): Judgement => ({ kind: "payment", isValid: false, ...change })
const qris = (change: Partial<Judgement>): Judgement => ({ kind: "qris", isValid: false, ...change })

describe("what Finpay expects to hear", () => {
  it("of a payment callback: code, message and the seconds it took", () => {
    const reply = finpayReply(payment({ isValid: true }), at, 250)
    assert.deepStrictEqual(told(reply), [200, "2000000", "Success"])
    assert.strictEqual(jsonOf(reply)["processingTime"], 0.25)
    assert.deepStrictEqual(told(finpayReply(payment({ reason: "mismatch" }), at, 1)), [401, "4010000", "Unauthorized"])
    assert.deepStrictEqual(told(finpayReply(payment({ reason: "not-json" }), at, 1)), [400, "4000000", "Bad Request"])
  })

  it("of a QRIS notification: SNAP's codes of service 52, with the time", () => {
    const reply = finpayReply(qris({ isValid: true }), at, 1)
    assert.deepStrictEqual(told(reply), [200, "2005200", "Successful"])
    assert.includeMembers([...reply.headers], ["X-TIMESTAMP", "2026-11-21T17:00:00+07:00"])
    const stale = qris({ reason: "4015200", message: "4015200 Unauthorized. Timestamp" })
    assert.deepStrictEqual(told(finpayReply(stale, at, 1)), [401, "4015200", "Unauthorized. Timestamp"])
    const { isValid: _, ...unchecked } = qris({ reason: "no-key", message: "not checked" })
    assert.deepStrictEqual(told(finpayReply({ ...unchecked, isValid: undefined }, at, 1)), [
      401,
      "4015200",
      "Unauthorized. Signature"
    ])
  })
})

describe("what the application's answer becomes", () => {
  it("itself, without the headers of its connection", () => {
    const body = new Uint8Array([1, 2, 3])
    const rawHeaders = ["Set-Cookie", "a=1", "Connection", "close", "set-cookie", "b=2", "Content-Length", "3"]
    const reply = applicationReply(payment({}), { httpStatus: 202, millis: 1, rawHeaders, body }, at)
    assert.deepStrictEqual(reply, {
      httpStatus: 202,
      headers: ["Set-Cookie", "a=1", "set-cookie", "b=2"],
      body,
      by: "application"
    })
  })

  it("a code that lets the sender try again, when there is none", () => {
    const reset = { problem: "ECONNRESET", millis: 2 }
    const late = { problem: "TIMED_OUT", millis: 30_000 }
    assert.deepStrictEqual(told(applicationReply(payment({}), reset, at)), [502, "5020000", "Bad Gateway"])
    assert.deepStrictEqual(told(applicationReply(payment({}), late, at)), [504, "5040000", "Gateway Timeout"])
    assert.deepStrictEqual(told(applicationReply(qris({}), late, at)), [504, "5045200", "Gateway Timeout"])
  })
})
