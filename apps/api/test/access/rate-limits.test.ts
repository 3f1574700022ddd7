import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { RateLimits } from "../../src/access/RateLimits.ts"
import { merchantId, send, startApi } from "../support/api.ts"
import { fakeFinpay } from "../support/fake-finpay.ts"

const start = Effect.map(startApi(fakeFinpay({}), { isOpen: false, requestsPerMinute: 3 }), (api) => ({
  ...api,
  as: (key: string) => send(`${api.url}/v1/payments/INV-1`, { headers: { authorization: `Bearer ${key}` } }),
  get: (path: string) => send(`${api.url}${path}`)
}))

const statuses = <E>(call: Effect.Effect<{ readonly status: number }, E>, times: number) =>
  Effect.map(Effect.replicateEffect(call, times), (answers) => answers.map(({ status }) => status))

describe("requests with an API key", () => {
  it.effect("are bounded for each key: 429 with Retry-After, and nobody else has to wait", () =>
    Effect.gen(function*() {
      const api = yield* start
      const [one, other] = [yield* api.newKey(), yield* api.newKey()]
      assert.deepStrictEqual(yield* statuses(api.as(one), 3), [200, 200, 200])
      const refused = yield* api.as(one)
      assert.strictEqual(refused.status, 429)
      assert.strictEqual(refused.headers.get("content-type"), "application/problem+json")
      assert.deepInclude(refused.json, {
        type: "/problems/too-many-requests",
        operationState: "not-processed",
        safeToRetry: true,
        retryAfterSeconds: 20
      })
      assert.strictEqual(refused.headers.get("retry-after"), "20")
      assert.strictEqual((yield* api.as(other)).status, 200)
    }))

  it.effect("are not used up by someone who has only the beginning of the key", () =>
    Effect.gen(function*() {
      const api = yield* start
      const key = yield* api.newKey()
      const wrong = `${key.slice(0, 17)}${"0".repeat(40)}`
      assert.deepStrictEqual(yield* statuses(api.as(wrong), 4), [401, 401, 401, 429])
      assert.deepStrictEqual(yield* statuses(api.as(key), 3), [200, 200, 200])
    }))
})

describe("requests without a valid API key", () => {
  it.effect("are bounded for each address, and share what is left", () =>
    Effect.gen(function*() {
      const api = yield* start
      assert.strictEqual((yield* api.get("/v1/payments/INV-1")).status, 401)
      assert.strictEqual((yield* api.get("/problems")).status, 200)
      assert.strictEqual((yield* api.get("/nowhere")).status, 404)
      for (const path of ["/v1/payments/INV-1", "/problems", "/docs", "/openapi.json", "/nowhere"]) {
        const answer = yield* api.get(path)
        assert.strictEqual(answer.status, 429, path)
        assert.strictEqual(answer.headers.get("retry-after"), "20", path)
        assert.strictEqual(answer.headers.get("cache-control"), "no-store", path)
      }
    }))

  it.effect("may always ask whether the process lives", () =>
    Effect.gen(function*() {
      const api = yield* start
      yield* statuses(api.get("/problems"), 5)
      assert.deepStrictEqual(new Set(yield* statuses(api.get("/healthz"), 20)), new Set([200]))
    }))

  it.effect("that are callbacks have a limit of their own, ten times as high", () =>
    Effect.gen(function*() {
      const api = yield* start
      yield* statuses(api.get("/problems"), 4)
      const callback = send(`${api.url}/v1/callbacks/finpay/${merchantId}`, { method: "POST", body: "{}" })
      const answers = yield* statuses(callback, 31)
      assert.deepStrictEqual(new Set(answers.slice(0, 30)), new Set([401]))
      assert.strictEqual(answers[30], 429)
      assert.strictEqual((yield* api.as(yield* api.newKey())).status, 200)
    }))
})

describe("a bucket", () => {
  it.effect("fills again as time passes, and never above its limit", () =>
    Effect.gen(function*() {
      const limits = yield* RateLimits
      const waits = (times: number) => Effect.replicateEffect(limits.ofKey("fpk_1"), times)
      assert.deepStrictEqual(yield* waits(4), [undefined, undefined, undefined, 20])
      yield* TestClock.adjust("19 seconds")
      assert.deepStrictEqual(yield* waits(1), [1])
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(yield* waits(2), [undefined, 20])
      yield* TestClock.adjust("1 hour")
      assert.deepStrictEqual(yield* waits(4), [undefined, undefined, undefined, 20])
    }).pipe(Effect.provide(RateLimits.layer(3))))

  it.effect("is one for all addresses of a network of IPv6, and another for the next one", () =>
    Effect.gen(function*() {
      const { ofAddress } = yield* RateLimits
      assert.isUndefined(yield* ofAddress("2001:db8:1:2::1"))
      assert.isDefined(yield* ofAddress("2001:db8:1:2:ffff::7"))
      assert.isUndefined(yield* ofAddress("2001:db8:1:3::1"))
      assert.isUndefined(yield* ofAddress("192.0.2.1"))
      assert.isDefined(yield* ofAddress("192.0.2.1"))
      assert.isUndefined(yield* ofAddress("192.0.2.2"))
    }).pipe(Effect.provide(RateLimits.layer(1))))
})

describe("an open server", () => {
  it.effect("bounds nobody who needs no key: there is nothing but the simulator behind it", () =>
    Effect.gen(function*() {
      const api = yield* startApi(fakeFinpay({}), { isOpen: true, requestsPerMinute: 1 })
      assert.deepStrictEqual(yield* statuses(send(`${api.url}/v1/payments/INV-1`), 3), [200, 200, 200])
    }))
})
