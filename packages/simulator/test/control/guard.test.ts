import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { request } from "node:http"
import { order, statusOf } from "../support/pg.ts"
import { served } from "../support/served.ts"

/** fetch sets Host and refuses some headers; here they are as given. */
const raw = (url: string, method: string, path: string, headers: Readonly<Record<string, string>>) =>
  Effect.promise(() =>
    new Promise<number>((resolve, reject) => {
      request(url + path, { method, headers }, (incoming) => {
        incoming.resume()
        resolve(incoming.statusCode ?? 0)
      }).on("error", reject).end()
    })
  )

describe("who may control the simulator", () => {
  it.live("not a page that calls this machine by a name of its own", () =>
    Effect.gen(function*() {
      const { url } = yield* served()
      yield* order(url, "INV-1", "vabca")
      const port = new URL(url).port
      for (
        const host of [
          "evil.example.co.id",
          `evil.example.co.id:${port}`,
          "127.0.0.1.evil.co.id",
          "192.0.2.1",
          "localhost@evil.co.id"
        ]
      ) {
        for (
          const [method, path] of [["POST", "/_simulator/orders/INV-1/pay"], ["GET", "/_simulator/state"], [
            "POST",
            "/pay/INV-1/pay"
          ], ["GET", "/"]] as const
        ) {
          assert.strictEqual(yield* raw(url, method, path, { host }), 403, `${host} ${path}`)
        }
      }
      for (
        const host of [
          `127.0.0.1:${port}`,
          `localhost:${port}`,
          `LOCALHOST:${port}`,
          `shop.localhost:${port}`,
          "[::1]",
          "127.8.9.10"
        ]
      ) {
        assert.strictEqual(yield* raw(url, "GET", "/_simulator/state", { host }), 200, host)
      }
      assert.strictEqual(yield* statusOf(url, "INV-1"), "REQUEST_INITIATED")
    }))

  it.live("not a page of another site", () =>
    Effect.gen(function*() {
      const { url } = yield* served()
      yield* order(url, "INV-1", "vabca")
      for (const origin of ["https://evil.example.co.id", "null", "http://127.0.0.1:1", "http://localhost"]) {
        assert.strictEqual(yield* raw(url, "POST", "/_simulator/orders/INV-1/pay", { origin }), 403, origin)
        assert.strictEqual(yield* raw(url, "POST", "/pay/INV-1/pay", { origin }), 403, origin)
      }
      assert.strictEqual(yield* raw(url, "POST", "/_simulator/reset", { "sec-fetch-site": "cross-site" }), 403)
      assert.strictEqual(yield* statusOf(url, "INV-1"), "REQUEST_INITIATED")
      assert.strictEqual(yield* raw(url, "GET", "/pay/INV-1", { "sec-fetch-site": "cross-site" }), 200)
      assert.strictEqual(yield* raw(url, "POST", "/_simulator/orders/INV-1/pay", { origin: url }), 200)
    }))

  it.live("a name that was allowed", () =>
    Effect.gen(function*() {
      const { url } = yield* served({ controlHosts: ["Simulator"] })
      assert.strictEqual(yield* raw(url, "GET", "/_simulator/state", { host: "simulator:4710" }), 200)
      assert.strictEqual(yield* raw(url, "GET", "/_simulator/state", { host: "other:4710" }), 403)
    }))
})
