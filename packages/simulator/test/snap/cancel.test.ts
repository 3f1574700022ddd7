import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { served } from "../support/served.ts"
import { generated, queryBody, snap, token } from "../support/snap.ts"

const body = (referenceNo: string, change: object = {}) => ({
  originalReferenceNo: referenceNo,
  merchantId: "FM2007160001",
  reason: "Customer left",
  ...change
})

describe("QRIS cancel", () => {
  it.live("[C1] withdraws an unpaid QR, which can then not be paid", () =>
    Effect.gen(function*() {
      const { simulator, url } = yield* served()
      const accessToken = yield* token(url)
      const reference = yield* generated(url, accessToken, "INV-1")
      const { json } = yield* snap(url, "cancel", accessToken, body(reference))
      assert.strictEqual(json["responseCode"], "2007700")
      assert.strictEqual(json["originalReferenceNo"], reference)
      assert.strictEqual(json["originalPartnerReferenceNo"], "INV-1")
      assert.match(String(json["cancelTime"]), /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\+07:00$/u)
      assert.strictEqual((yield* Effect.flip(simulator.pay("INV-1"))).reason, "wrong-state")
      const query = yield* snap(url, "query", accessToken, queryBody(reference))
      assert.strictEqual(query.json["latestTransactionStatus"], "05")
    }))

  it.live("[C2] refuses what is paid, expired or unknown, and a missing reason", () =>
    Effect.gen(function*() {
      const { simulator, url } = yield* served()
      const accessToken = yield* token(url)
      const code = (referenceNo: string, change: object = {}) =>
        Effect.map(snap(url, "cancel", accessToken, body(referenceNo, change)), ({ json }) => json["responseCode"])
      const paid = yield* generated(url, accessToken, "PAID")
      yield* simulator.pay("PAID")
      assert.strictEqual(yield* code(paid), "4047700")
      const expired = yield* generated(url, accessToken, "EXPIRED")
      yield* simulator.expire("EXPIRED")
      assert.strictEqual(yield* code(expired), "4037700")
      assert.strictEqual(yield* code("none"), "4047701")
      const open = yield* generated(url, accessToken, "OPEN")
      assert.strictEqual(yield* code(open, { reason: undefined }), "4007702")
      assert.strictEqual(yield* code(open, { merchantId: "FM1" }), "4047708")
      assert.strictEqual((yield* simulator.order("OPEN")).status, "REQUEST_INITIATED")
    }))

  it.live("[C3] answers the same when asked again", () =>
    Effect.gen(function*() {
      const { simulator, url } = yield* served()
      const accessToken = yield* token(url)
      const reference = yield* generated(url, accessToken, "INV-1")
      const first = yield* snap(url, "cancel", accessToken, body(reference))
      yield* simulator.advanceClock("1 minute")
      const second = yield* snap(url, "cancel", accessToken, body(reference))
      assert.deepStrictEqual(second.json, first.json)
    }))
})
