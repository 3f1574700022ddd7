import { assert, describe, it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { layerFetch } from "../../src/http/fetch-exchange.ts"
import { openFinpay } from "../support/clients.ts"

const url = "http://127.0.0.1:1"
const path = "/pg/payment/card/cancel/INV-1"

/** How a cancel ends while another `fetch` stands in for the platform's, and how it was called. */
const cancelWith = (answer: () => Response) =>
  Effect.scoped(Effect.gen(function*() {
    const calls: Array<readonly [unknown, RequestInit | undefined]> = []
    yield* Effect.acquireRelease(
      Effect.sync(() => {
        const real = globalThis.fetch
        globalThis.fetch = (input, init) => {
          calls.push([input, init])
          return Promise.resolve(answer())
        }
        return real
      }),
      (real) =>
        Effect.sync(() => {
          globalThis.fetch = real
        })
    )
    const { payments } = yield* openFinpay(url, layerFetch)
    const outcome = yield* Effect.result(payments.cancel({ orderId: "INV-1" }))
    return { calls, ended: Result.isSuccess(outcome) ? "done" : outcome.failure.detail }
  }))

const success = () => new Response(JSON.stringify({ responseCode: "2000000" }))
const from = (address: string) => () => Object.defineProperty(success(), "url", { value: address })

describe("a fetch that stands in for the platform's", () => {
  it.live("is called as the platform's, and need not say where its answer came from", () =>
    Effect.gen(function*() {
      const { calls, ended } = yield* cancelWith(success)
      assert.strictEqual(ended, "done")
      assert.deepStrictEqual(calls.map(([input, init]) => [input, init?.method, init?.redirect]), [
        [url + path, "GET", "manual"]
      ])
      assert.isFalse(calls[0]?.[1]?.signal?.aborted)
    }))

  it.live("may say it", () =>
    Effect.gen(function*() {
      assert.strictEqual((yield* cancelWith(from(url + path))).ended, "done")
    }))

  it.live("gives no answer from another address", () =>
    Effect.gen(function*() {
      const { calls, ended } = yield* cancelWith(from("http://elsewhere.example/"))
      assert.include(ended, "came from another address")
      assert.isTrue(calls[0]?.[1]?.signal?.aborted)
    }))
})
