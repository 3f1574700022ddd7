import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { request } from "node:http"
import { startApi } from "../support/api.ts"
import type { Json } from "../support/api.ts"
import { answered, envelope, fakeFinpay } from "../support/fake-finpay.ts"

/** A refund with a Host and an Origin of its own, which `fetch` would not let us choose. */
const refund = (url: string, headers: Readonly<Record<string, string>>) =>
  Effect.callback<{ readonly status: number | undefined; readonly json: Json }>((resume) => {
    const call = request(`${url}/v1/payments/INV-1/refunds`, {
      method: "POST",
      headers: { "content-type": "application/json", "idempotency-key": crypto.randomUUID(), ...headers }
    }, (response) => {
      let text = ""
      response.on("data", (chunk) => (text += String(chunk)))
      response.on("end", () => resume(Effect.succeed({ status: response.statusCode, json: JSON.parse(text) })))
    })
    call.end("{\"amount\":1}")
  })

const start = (isOpen = true) =>
  Effect.gen(function*() {
    let sent = 0
    const api = yield* startApi(
      fakeFinpay({
        payments: {
          refund: () =>
            Effect.sync(() => {
              sent++
              return answered(envelope)
            })
        }
      }),
      { isOpen }
    )
    return { ...api, sent: () => sent }
  })

const foreign = [
  "evil.example",
  "evil.example:4720",
  "127.0.0.1.evil.example",
  "localhost.evil.example",
  "127.0.0.1@evil.example",
  "192.168.1.2",
  "0.0.0.0",
  "[::2]",
  "::1",
  "localhost:"
]

const own = ["localhost", "LOCALHOST:80", "127.0.0.1", "127.1.2.3:4720", "[::1]", "[::1]:4720"]

describe("an open server", () => {
  it.effect("answers under names of this machine only: another is a page that rebound its own name", () =>
    Effect.gen(function*() {
      const { sent, url } = yield* start()
      for (const host of foreign) {
        const { json, status } = yield* refund(url, { host })
        assert.strictEqual(status, 403, host)
        assert.deepInclude(json, { type: "/problems/not-this-machine", operationState: "not-processed" })
      }
      assert.strictEqual(sent(), 0)
      for (const host of own) assert.strictEqual((yield* refund(url, { host })).status, 200, host)
    }))

  it.effect("answers no page of another machine", () =>
    Effect.gen(function*() {
      const { sent, url } = yield* start()
      for (
        const origin of [
          "null",
          "",
          "file://",
          ...foreign.map((host) => `http://${host}`),
          "https://evil.example"
        ]
      ) {
        assert.strictEqual((yield* refund(url, { origin })).status, 403, origin)
      }
      assert.strictEqual(sent(), 0)
      for (const origin of [url, ...own.map((host) => `https://${host}`)]) {
        assert.strictEqual((yield* refund(url, { origin })).status, 200, origin)
      }
    }))
})

describe("a server with API keys", () => {
  it.effect("goes by the key, whatever it is called", () =>
    Effect.gen(function*() {
      const { newKey, url } = yield* start(false)
      const key = yield* newKey()
      const headers = { host: "pay.example.co.id", origin: "https://shop.example.co.id" }
      assert.strictEqual((yield* refund(url, { ...headers, authorization: `Bearer ${key}` })).status, 200)
      assert.strictEqual((yield* refund(url, headers)).status, 401)
    }))
})
