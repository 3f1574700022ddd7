import { assert, describe, it } from "@effect/vitest"
import type { FinpayError } from "@openfinpay/finpay-core"
import { Effect, Fiber, Result } from "effect"
import type { Layer } from "effect"
import type { HttpClient } from "effect/http"
import { TestClock } from "effect/testing"
import type { Finpay } from "../src/index.ts"
import type { FinpayConfig } from "../src/index.ts"
import { openFinpay } from "./support/clients.ts"
import { answered, fakeHttp, refused, reset } from "./support/fake-http.ts"
import type { FakeReply } from "./support/fake-http.ts"

type Call = (finpay: Finpay["Service"]) => Effect.Effect<unknown, FinpayError>

const check: Call = ({ payments }) => payments.check({ orderId: "INV-1" })
const mutations: ReadonlyArray<readonly [string, Call]> = [
  ["refund", ({ payments }) => payments.refund({ order: { id: "INV-1", amount: 22000 } })],
  ["void", ({ payments }) => payments.void({ order: { id: "INV-1", amount: 22000 } })],
  ["cancel", ({ payments }) => payments.cancel({ orderId: "INV-1" })],
  [
    "initiate",
    ({ payments }) =>
      payments.initiate({
        order: { id: "INV-1", amount: 22000 },
        customer: { mobilePhone: "+6281234567890" },
        url: {}
      })
  ]
]

/** Runs a call with all the time it asks for, on the test's clock. */
const outcomeOf = Effect.fnUntraced(
  function*(call: Call, http: Layer.Layer<HttpClient.HttpClient>, more: Partial<FinpayConfig> = { queryRetries: 2 }) {
    const finpay = yield* openFinpay("http://127.0.0.1:1", http, more)
    const fiber = yield* Effect.forkChild(Effect.result(call(finpay)))
    yield* TestClock.adjust("1 hour")
    return yield* Fiber.join(fiber)
  }
)

const told = (outcome: Result.Result<unknown, FinpayError>): string => {
  if (Result.isSuccess(outcome)) return "done"
  const error = outcome.failure
  return "reason" in error ? `${error._tag} ${error.reason}` : error._tag
}

const ends = (call: Call, ...replies: ReadonlyArray<FakeReply>) =>
  Effect.gen(function*() {
    const http = fakeHttp(...replies)
    const outcome = yield* outcomeOf(call, http.layer)
    return [told(outcome), http.requests.length] as const
  })

describe("a call that only reads", () => {
  for (
    const [name, reply] of [
      ["a refused connection", refused],
      ["a lost connection", reset],
      ["a name that is not found", { code: "EAI_AGAIN", syscall: "getaddrinfo" }],
      ["a connection that took too long", { code: "UND_ERR_CONNECT_TIMEOUT" }],
      ["a failure of the server", answered("5000000")],
      ["a failure of what stands before it", { status: 502, body: "<html>" }],
      ["too many requests", answered("4290000")]
    ] as const satisfies ReadonlyArray<readonly [string, FakeReply]>
  ) {
    it.effect(`is sent again after ${name}`, () =>
      Effect.gen(function*() {
        assert.deepStrictEqual(yield* ends(check, reply, answered("2000000")), ["done", 2])
        assert.deepStrictEqual(yield* ends(check, reply, reply, answered("2000000")), ["done", 3])
        const [outcome, sent] = yield* ends(check, reply)
        assert.deepStrictEqual([outcome === "done", sent], [false, 3])
      }))
  }

  for (
    const [name, reply, outcome] of [
      ["an answer that is none", { status: 200, body: "hello" }, "ResponseNotUnderstood"],
      ["a refusal", answered("4040001"), "NotFound"],
      ["bad credentials", answered("4010000"), "NotAuthenticated"],
      ["work in progress", answered("2020000"), "Unavailable in-progress"],
      ["a certificate that is not trusted", { code: "DEPTH_ZERO_SELF_SIGNED_CERT" }, "Unavailable tls"],
      ["silence", "silence", "Unavailable timeout"],
      ["a frequency limit of the merchant", answered("4030004"), "RateLimited"]
    ] as const satisfies ReadonlyArray<readonly [string, FakeReply, string]>
  ) {
    it.effect(`is not sent again after ${name}`, () =>
      Effect.gen(function*() {
        assert.deepStrictEqual(yield* ends(check, reply), [outcome, 1])
      }))
  }

  it.effect("waits as long as Finpay asks, when that is short", () =>
    Effect.gen(function*() {
      const http = fakeHttp(answered("4290000", { "retry-after": "4" }), answered("2000000"))
      const finpay = yield* openFinpay("http://127.0.0.1:1", http.layer, { queryRetries: 2 })
      const fiber = yield* Effect.forkChild(check(finpay))
      yield* TestClock.adjust("3999 millis")
      assert.strictEqual(http.requests.length, 1)
      yield* TestClock.adjust("1 millis")
      yield* Fiber.join(fiber)
      assert.strictEqual(http.requests.length, 2)
      assert.deepStrictEqual(yield* ends(check, answered("4290000", { "retry-after": "6" })), ["RateLimited", 1])
    }))

  it.effect("is not sent again when its time would be over first, and says what went wrong", () =>
    Effect.gen(function*() {
      const http = fakeHttp(answered("4290000", { "retry-after": "4" }), answered("2000000"))
      const outcome = yield* outcomeOf(check, http.layer, { queryRetries: 2, totalTimeoutMillis: 3_000 })
      assert.deepStrictEqual([told(outcome), http.requests.length], ["RateLimited", 1])
    }))

  it.effect("waits longer each time", () =>
    Effect.gen(function*() {
      const http = fakeHttp(reset, reset, answered("2000000"))
      const finpay = yield* openFinpay("http://127.0.0.1:1", http.layer, { queryRetries: 2 })
      const fiber = yield* Effect.forkChild(check(finpay))
      yield* TestClock.adjust("99 millis")
      assert.strictEqual(http.requests.length, 1)
      yield* TestClock.adjust("101 millis")
      assert.strictEqual(http.requests.length, 2)
      yield* TestClock.adjust("99 millis")
      assert.strictEqual(http.requests.length, 2)
      yield* TestClock.adjust("301 millis")
      yield* Fiber.join(fiber)
      assert.strictEqual(http.requests.length, 3)
    }))
})

describe("a mutation", () => {
  for (const [name, mutation] of mutations) {
    it.effect(`${name}: is sent once more when the connection was refused, and no more`, () =>
      Effect.gen(function*() {
        assert.deepStrictEqual(yield* ends(mutation, refused, answered("2000000")), ["done", 2])
        assert.deepStrictEqual(yield* ends(mutation, refused, reset), ["OutcomeUnknown connection-lost", 2])
        assert.deepStrictEqual(yield* ends(mutation, refused), ["Unavailable refused", 2])
      }))

    for (
      const [what, reply, outcome] of [
        ["a lost connection", reset, "OutcomeUnknown connection-lost"],
        ["a broken pipe", { code: "EPIPE", syscall: "write" }, "OutcomeUnknown connection-lost"],
        ["an error without a code", { code: "" }, "OutcomeUnknown connection-lost"],
        ["an unknown code", { code: "ENEWERROR" }, "OutcomeUnknown connection-lost"],
        ["a time-out on a made connection", { code: "ETIMEDOUT", syscall: "read" }, "OutcomeUnknown connection-lost"],
        ["a TLS error that may come later", { code: "ERR_SSL_BAD_RECORD_MAC" }, "OutcomeUnknown connection-lost"],
        ["silence", "silence", "OutcomeUnknown timeout"],
        ["a failure of the server", answered("5000000"), "OutcomeUnknown server-error"],
        ["a failure of what stands before it", { status: 503, body: "" }, "OutcomeUnknown server-error"],
        ["too many requests", answered("4290000", { "retry-after": "1" }), "RateLimited"],
        ["a name that is not found", { code: "ENOTFOUND", syscall: "getaddrinfo" }, "Unavailable name-not-found"],
        ["a time-out of connecting", { code: "ETIMEDOUT", syscall: "connect" }, "Unavailable connect-timeout"]
      ] as const satisfies ReadonlyArray<readonly [string, FakeReply, string]>
    ) {
      it.effect(`${name}: is sent once at ${what}`, () =>
        Effect.gen(function*() {
          assert.deepStrictEqual(yield* ends(mutation, reply, answered("2000000")), [outcome, 1])
        }))
    }
  }
})

describe("the total time", () => {
  it.effect("ends a call to the millisecond, and a shorter one where the call says so", () =>
    Effect.gen(function*() {
      const finpay = yield* openFinpay("http://127.0.0.1:1", fakeHttp("silence").layer, {})
      const whole = yield* Effect.forkChild(Effect.flip(check(finpay)))
      const short = yield* Effect.forkChild(
        Effect.flip(finpay.payments.refund({ order: { id: "INV-1", amount: 1 } }, { timeoutMillis: 700 }))
      )
      yield* TestClock.adjust("699 millis")
      assert.isUndefined(short.pollUnsafe())
      yield* TestClock.adjust("1 millis")
      assert.strictEqual((yield* Fiber.join(short))._tag, "OutcomeUnknown")
      yield* TestClock.adjust("29299 millis")
      assert.isUndefined(whole.pollUnsafe())
      yield* TestClock.adjust("1 millis")
      assert.strictEqual((yield* Fiber.join(whole))._tag, "Unavailable")
    }))
})
