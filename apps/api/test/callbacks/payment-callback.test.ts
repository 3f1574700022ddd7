import { assert, describe, it } from "@effect/vitest"
import { signCallback } from "@openfinpay/finpay-core"
import { Effect, Redacted } from "effect"
import { TestClock } from "effect/testing"
import { maxCallbackBytes } from "../../src/http/body.ts"
import { merchantId, merchantKey, send, startApi } from "../support/api.ts"
import type { Json } from "../support/api.ts"
import { fakeFinpay } from "../support/fake-finpay.ts"

const paid = {
  order: { id: "INV-1", reference: "INV-11", amount: 22_000, currency: "IDR" },
  result: { payment: { amount: 22_000, status: "PAID", statusDesc: "a/b é" } }
}

const deliver = (url: string, body: string | Uint8Array<ArrayBuffer>) =>
  send(`${url}/v1/callbacks/finpay/${merchantId}`, { method: "POST", headers: { "content-type": "application/json" }, body })

const start = startApi(fakeFinpay({}))

const news = (url: string) => Effect.map(send(`${url}/v1/callbacks`), ({ json }) => json)

const refusals: ReadonlyArray<readonly [what: string, body: Effect.Effect<string>, status: number, reason: string]> = [
  ["signed with another key", Effect.orDie(signCallback(paid, Redacted.make("another"))), 401, "mismatch"],
  [
    "changed after it was signed",
    Effect.map(Effect.orDie(signCallback(paid, merchantKey)), (text) => text.replace("INV-1\"", "INV-2\"")),
    401,
    "mismatch"
  ],
  ["without a signature", Effect.succeed(JSON.stringify(paid)), 401, "no-signature"],
  [
    "with a signature that is none",
    Effect.succeed(JSON.stringify({ ...paid, signature: "00" })),
    401,
    "bad-signature-format"
  ],
  ["with two signatures", Effect.succeed("{\"signature\":\"a\",\"signature\":\"b\"}"), 401, "two-signatures"],
  ["with a member twice", Effect.succeed("{\"order\":1,\"order\":2}"), 400, "duplicate-member"],
  ["that is no JSON", Effect.succeed("order=1"), 400, "not-json"],
  ["that is empty", Effect.succeed(""), 400, "not-json"],
  ["that is a list", Effect.succeed("[]"), 400, "not-an-object"],
  ["that is nested without end", Effect.succeed("[".repeat(2_000)), 400, "too-deep"]
]

describe("POST /v1/callbacks/finpay", () => {
  it.effect("takes what Finpay signed, answers as Finpay expects, and keeps it as news", () =>
    Effect.gen(function*() {
      yield* TestClock.setTime(Date.parse("2026-11-21T10:00:00Z"))
      const api = yield* start
      const answer = yield* deliver(api.url, yield* signCallback(paid, merchantKey))
      assert.strictEqual(answer.status, 200, answer.text)
      assert.deepStrictEqual(answer.json, { responseCode: "2000000", responseMessage: "Success", processingTime: 0 })
      assert.deepStrictEqual(yield* news(api.url), {
        callbacks: [{
          receivedAt: "2026-11-21T10:00:00.000Z",
          kind: "payment",
          reference: "INV-1",
          status: "PAID",
          isPaid: true,
          amount: 22_000
        }],
        refused: 0
      })
    }))

  for (const [what, body, status, reason] of refusals) {
    it.effect(`refuses one ${what}: ${status}, and nothing changes`, () =>
      Effect.gen(function*() {
        const api = yield* start
        const answer = yield* deliver(api.url, yield* body)
        assert.strictEqual(answer.status, status, answer.text)
        assert.strictEqual(answer.headers.get("content-type"), "application/problem+json")
        assert.deepInclude(answer.json, {
          type: status === 401 ? "/problems/callback-refused" : "/problems/callback-malformed",
          reason,
          operationState: "not-processed"
        })
        assert.deepStrictEqual(yield* news(api.url), { callbacks: [], refused: 1 })
      }))
  }

  it.effect("refuses one that is not UTF-8", () =>
    Effect.gen(function*() {
      const api = yield* start
      const answer = yield* deliver(api.url, new Uint8Array([0x7b, 0xff, 0x7d]))
      assert.deepInclude(answer.json, { status: 400, reason: "not-utf8" })
    }))

  it.effect("refuses one that is too large: 413", () =>
    Effect.gen(function*() {
      const api = yield* start
      const answer = yield* deliver(api.url, " ".repeat(maxCallbackBytes + 1))
      assert.strictEqual(answer.status, 413)
      assert.strictEqual(answer.json["type"], "/problems/body-too-large")
    }))

  it.effect("takes one that is genuine but new to us, so that Finpay does not send it for ever", () =>
    Effect.gen(function*() {
      const api = yield* start
      const answer = yield* deliver(api.url, yield* signCallback({ event: "something new" }, merchantKey))
      assert.strictEqual(answer.status, 200)
      const { callbacks } = yield* news(api.url)
      assert.deepInclude((callbacks as ReadonlyArray<Json>)[0], { kind: "payment", isPaid: null })
    }))

  it.effect("says null, not no, for a status nobody knows", () =>
    Effect.gen(function*() {
      const api = yield* start
      const body = { ...paid, result: { payment: { status: "DISPUTED" } } }
      yield* deliver(api.url, yield* signCallback(body, merchantKey))
      const { callbacks } = yield* news(api.url)
      assert.deepInclude((callbacks as ReadonlyArray<Json>)[0], { status: "DISPUTED", isPaid: null })
    }))

  it.effect("keeps the last hundred, the newest first", () =>
    Effect.gen(function*() {
      const api = yield* start
      for (let number = 1; number <= 105; number++) {
        yield* deliver(
          api.url,
          yield* signCallback({ ...paid, order: { ...paid.order, id: `INV-${number}` } }, merchantKey)
        )
      }
      const callbacks = (yield* news(api.url))["callbacks"] as ReadonlyArray<Json>
      assert.strictEqual(callbacks.length, 100)
      assert.strictEqual(callbacks[0]?.["reference"], "INV-105")
      assert.strictEqual(callbacks[99]?.["reference"], "INV-6")
    }))
})
