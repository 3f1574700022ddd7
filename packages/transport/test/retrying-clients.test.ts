import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Schedule } from "effect"
import { FetchHttpClient, HttpClient, HttpClientError } from "effect/http"
import type { HttpClientRequest } from "effect/http"
import { RateLimiter } from "effect/persistence"
import { TestClock } from "effect/testing"
import { layerUndici } from "../src/undici.ts"
import { openFinpay } from "./support/clients.ts"
import { answered, fakeHttp, reset } from "./support/fake-http.ts"
import type { FakeReply } from "./support/fake-http.ts"
import { bytes, success } from "./support/replies.ts"
import { scriptedServer } from "./support/server.ts"

type Client = HttpClient.HttpClient
type Wrap = (client: Client) => Client

const retry: Wrap = HttpClient.retry(Schedule.recurs(5))
const retryTransient: Wrap = (client) => HttpClient.retryTransient(client, { times: 5 })
const retryAnswers: Wrap = HttpClient.transformResponse(Effect.repeat({ times: 2 }))

const wraps: ReadonlyArray<readonly [string, Wrap]> = [
  ["retries failures", retry],
  ["retries failures and bad answers", retryTransient],
  ["repeats", retryAnswers],
  ["retries behind a transformation", (client) => HttpClient.transform(retryTransient(client), (effect) => effect)],
  ["retries and traces", (client) => HttpClient.tapRequest(retryTransient(client), () => Effect.void)],
  ["retries twice over", (client) => retryTransient(retry(client))]
]

/** How a refund ends with a client that was wrapped, and how often it was sent. */
const refundThrough = (wrap: Wrap, reply: FakeReply) =>
  Effect.gen(function*() {
    const http = fakeHttp(reply, answered("2000000"))
    const { payments } = yield* openFinpay(
      "http://127.0.0.1:1",
      Layer.succeed(HttpClient.HttpClient, wrap(http.client))
    )
    const fiber = yield* Effect.forkChild(Effect.flip(payments.refund({ order: { id: "INV-1", amount: 22000 } })))
    yield* TestClock.adjust("1 hour")
    const error = yield* Fiber.join(fiber)
    return { error, sent: http.requests.length }
  })

describe("an HTTP client that sends again by itself", () => {
  for (const [name, wrap] of wraps) {
    for (const [what, reply] of [["a lost connection", reset], ["a bad gateway", answered("5020000")]] as const) {
      it.effect(`${name}: a refund with ${what} goes out once and its outcome is unknown`, () =>
        Effect.gen(function*() {
          const { error, sent } = yield* refundThrough(wrap, reply)
          assert.strictEqual(sent, 1)
          assert.strictEqual(error._tag, "OutcomeUnknown")
        }))
    }
  }

  it.effect("waits for a limit and then sends again: stopped as well", () =>
    Effect.gen(function*() {
      const limiter = yield* RateLimiter.RateLimiter
      const limited: Wrap = (client) =>
        client.pipe(
          HttpClient.withRateLimiter({ limiter, limit: 10, window: "1 minute", key: "finpay" }),
          HttpClient.catch((error): Effect.Effect<never, HttpClientError.HttpClientError> =>
            error._tag === "HttpClientError" ? Effect.fail(error) : Effect.die(error)
          )
        )
      const { error, sent } = yield* refundThrough(limited, answered("4290000", { "retry-after": "1" }))
      assert.deepStrictEqual([error._tag, sent], ["OutcomeUnknown", 1])
    }).pipe(Effect.provide(RateLimiter.layer.pipe(Layer.provide(RateLimiter.layerStoreMemory)))))

  it.effect("may do so for a call that only reads", () =>
    Effect.gen(function*() {
      const http = fakeHttp(reset, answered("2000000"))
      const wrapped = Layer.succeed(HttpClient.HttpClient, retry(http.client))
      const { payments } = yield* openFinpay("http://127.0.0.1:1", wrapped)
      yield* payments.check({ orderId: "INV-1" })
      assert.strictEqual(http.requests.length, 2)
    }))

  it.effect("counts an HTTP status as an error: Finpay's code in the answer still decides", () =>
    Effect.gen(function*() {
      const { error, sent } = yield* refundThrough(HttpClient.filterStatusOk, answered("4030015"))
      assert.deepStrictEqual([error._tag, error.responseCode, sent], ["WrongState", "4030015", 1])
    }))

  it.effect("is made by hand and retries: stopped as well", () =>
    Effect.gen(function*() {
      let sent = 0
      const byHand: Wrap = () =>
        HttpClient.makeWith(
          (request: Effect.Effect<HttpClientRequest.HttpClientRequest>) =>
            Effect.retry(
              Effect.flatMap(request, (request) => {
                sent++
                const cause = new TypeError("Load failed")
                const reason = new HttpClientError.TransportError({ request, cause })
                return Effect.fail(new HttpClientError.HttpClientError({ reason }))
              }),
              { times: 5 }
            ),
          Effect.succeed
        )
      const { error } = yield* refundThrough(byHand, answered("2000000"))
      assert.deepStrictEqual([error._tag, sent], ["OutcomeUnknown", 1])
    }))

  it.live("follows redirects: what comes from another address is no answer, and no mutation goes there", () =>
    Effect.gen(function*() {
      const redirect = bytes(302, "", { location: "/elsewhere" })
      const server = yield* scriptedServer(redirect, redirect, success)
      const following = Layer.effect(
        HttpClient.HttpClient,
        Effect.map(HttpClient.HttpClient, (client) => HttpClient.followRedirects(client))
      ).pipe(Layer.provide(FetchHttpClient.layer))
      const { payments } = yield* openFinpay(server.url, following)
      const error = yield* Effect.flip(payments.refund({ order: { id: "INV-1", amount: 22000 } }))
      assert.strictEqual(error._tag, "OutcomeUnknown")
      assert.strictEqual(server.requests.length, 1)
      assert.strictEqual((yield* Effect.flip(payments.check({ orderId: "INV-1" })))._tag, "ResponseNotUnderstood")
      assert.strictEqual(server.requests.length, 3)
    }))

  it.live("is wrapped around ours: what it adds is gone through, and a refund goes out once", () =>
    Effect.gen(function*() {
      const badGateway = bytes(502, JSON.stringify({ responseCode: "5020000" }))
      const server = yield* scriptedServer(badGateway, badGateway, success, success)
      const retrying = Layer.effect(HttpClient.HttpClient, Effect.map(HttpClient.HttpClient, retryTransient)).pipe(
        Layer.provide(layerUndici())
      )
      const { payments } = yield* openFinpay(server.url, retrying)
      const error = yield* Effect.flip(payments.refund({ order: { id: "INV-1", amount: 22000 } }))
      assert.deepStrictEqual([error._tag, server.requests.length], ["OutcomeUnknown", 1])
      yield* payments.check({ orderId: "INV-1" })
      assert.strictEqual(server.requests.length, 3)
    }))

  it.effect("breaks after sending: a mutation is unknown, and nothing of the failure is shown", () =>
    Effect.gen(function*() {
      const broken: Wrap = HttpClient.transformResponse(Effect.tap(() => Effect.die(new RangeError("test-secret-1"))))
      const { error } = yield* refundThrough(broken, answered("2000000"))
      assert.strictEqual(error._tag, "OutcomeUnknown")
      assert.include(error.message, "RangeError")
      assert.notInclude(error.message, "test-secret")
    }))

  it.effect("breaks before sending: nothing was processed", () =>
    Effect.gen(function*() {
      const dies: Effect.Effect<never, HttpClientError.HttpClientError> = Effect.die(new RangeError("no"))
      const broken: Wrap = HttpClient.transformResponse(() => dies)
      const { error, sent } = yield* refundThrough(broken, answered("2000000"))
      assert.deepStrictEqual([error._tag, sent], ["Unavailable", 0])
    }))
})
