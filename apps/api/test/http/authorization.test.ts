import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { merchantId, post, send, startApi } from "../support/api.ts"
import { answered, envelope, fakeFinpay, ordered } from "../support/fake-finpay.ts"

const start = startApi(
  fakeFinpay({
    payments: {
      check: () => Effect.succeed(ordered("PAID")),
      refund: () => Effect.succeed(answered(envelope))
    }
  }),
  { isOpen: false }
)

const guarded: ReadonlyArray<readonly [method: string, path: string]> = [
  ["POST", "/v1/payments"],
  ["GET", "/v1/payments/INV-1"],
  ["POST", "/v1/payments/INV-1/refunds"],
  ["POST", "/v1/payments/INV-1/void"],
  ["POST", "/v1/payments/INV-1/cancel"],
  ["POST", "/v1/qris/payments"],
  ["GET", "/v1/qris/payments/R-1"],
  ["POST", "/v1/qris/refunds"],
  ["GET", "/v1/mutations"],
  ["GET", "/v1/mutations/mut_1"],
  ["GET", "/v1/mutations/mut_1/history"],
  ["POST", "/v1/mutations/mut_1/resolve"],
  ["POST", "/v1/mutations/mut_1/close"],
  ["GET", "/v1/callbacks"]
]

describe("a server with an API key", () => {
  for (const [method, path] of guarded) {
    it.effect(`${method} ${path} without it: 401, before anything else is looked at`, () =>
      Effect.gen(function*() {
        const api = yield* start
        const body = method === "POST" ? { body: "not even JSON" } : {}
        const answer = yield* send(`${api.url}${path}`, { method, ...body })
        assert.strictEqual(answer.status, 401, answer.text)
        assert.strictEqual(answer.headers.get("www-authenticate"), "Bearer")
        assert.strictEqual(answer.headers.get("content-type"), "application/problem+json")
        assert.strictEqual(answer.json["type"], "/problems/api-key-refused")
      }))
  }

  it.effect("refuses wrong keys of any length and scheme, and lets the right one in", () =>
    Effect.gen(function*() {
      const api = yield* start
      const apiKey = yield* api.newKey()
      const url = `${api.url}/v1/payments/INV-1`
      const wrong = [
        "Bearer",
        "Bearer ",
        `Bearer ${apiKey}x`,
        `Bearer ${apiKey.slice(0, -1)}`,
        `Basic ${apiKey}`,
        apiKey
      ]
      for (const authorization of wrong) {
        assert.strictEqual((yield* send(url, { headers: { authorization } })).status, 401, authorization)
      }
      for (const authorization of [`Bearer ${apiKey}`, `bearer   ${apiKey}`]) {
        assert.strictEqual((yield* send(url, { headers: { authorization } })).status, 200, authorization)
      }
    }))

  it.effect("lets a mutation through with it", () =>
    Effect.gen(function*() {
      const api = yield* start
      const apiKey = yield* api.newKey()
      const answer = yield* post(`${api.url}/v1/payments/INV-1/refunds`, { amount: 1 }, "k", {
        authorization: `Bearer ${apiKey}`
      })
      assert.strictEqual(answer.status, 200, answer.text)
    }))

  it.effect("leaves health, documents and Finpay's callbacks open", () =>
    Effect.gen(function*() {
      const api = yield* start
      for (const path of ["/healthz", "/openapi.json", "/docs", "/problems/not-found"]) {
        assert.strictEqual((yield* send(`${api.url}${path}`)).status, 200, path)
      }
      const callback = yield* send(`${api.url}/v1/callbacks/finpay/${merchantId}`, { method: "POST", body: "{}" })
      assert.strictEqual(callback.json["type"], "/problems/callback-refused")
    }))
})
