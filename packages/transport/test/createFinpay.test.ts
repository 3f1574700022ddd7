import { assert, describe, it } from "@effect/vitest"
import {
  CallbackRefused,
  InvalidRequest,
  isFinpayError,
  localCredentials,
  OutcomeUnknown,
  qrisQuery,
  signCallback,
  Unavailable,
  WrongState
} from "@openfinpay/finpay-core"
import { Effect, Layer, Redacted } from "effect"
import type { Scope } from "effect"
import { HttpClient } from "effect/http"
import { inspect } from "node:util"
import { ConfigurationProblem, createFinpay } from "../src/index.ts"
import type { FinpayClient, FinpayOptions, LocalOptions } from "../src/index.ts"
import { layerUndici } from "../src/undici.ts"
import { fakeHttp, refused } from "./support/fake-http.ts"
import {
  code,
  inTurn,
  json,
  qrisDone,
  qrisPaid,
  silence,
  slowBody,
  snap,
  success,
  tokenAnswer
} from "./support/replies.ts"
import { scriptedServer } from "./support/server.ts"
import type { Reply, ScriptedServer } from "./support/server.ts"

const refund = { order: { id: "INV-1", amount: 22000 } }
const query = { originalReferenceNo: "R-1" }

const rejected = (promise: Promise<unknown>): Promise<unknown> => promise.then(() => "resolved", (error) => error)
const rejectionOf = (promise: Promise<unknown>): Effect.Effect<unknown> => Effect.promise(() => rejected(promise))
const aborter = () => new AbortController()

/** A client of a server, closed with the test. */
const clientOf = (server: ScriptedServer, more: Partial<LocalOptions> = {}): Effect.Effect<
  FinpayClient,
  never,
  Scope.Scope
> =>
  Effect.acquireRelease(
    Effect.sync(() => createFinpay({ environment: "local", baseUrl: server.url, queryRetries: 0, ...more })),
    (client) => Effect.promise(() => client.close())
  )

const opened = Effect.fnUntraced(function*(reply: Reply, more: Partial<LocalOptions> = {}) {
  const server = yield* scriptedServer(reply)
  return { server, finpay: yield* clientOf(server, more) }
})

for (const [name, more] of [["fetch", {}], ["undici", { http: layerUndici() }]] as const) {
  describe(`createFinpay over ${name}`, () => {
    it.live("resolves to the decoded answer", () =>
      Effect.gen(function*() {
        const { finpay, server } = yield* opened(snap(json(200, tokenAnswer("token-1")), success), more)
        const done = yield* Effect.promise(() => finpay.payments.refund(refund))
        assert.strictEqual(done.responseCode, "2000000")
        yield* Effect.promise(() => finpay.payments.void(refund))
        yield* Effect.promise(() => finpay.payments.check({ orderId: "INV-1" }))
        yield* Effect.promise(() => finpay.payments.cancel({ orderId: "INV-1" }))
        const customer = { mobilePhone: "+6281234567890" }
        yield* Effect.promise(() => finpay.payments.initiate({ ...refund, customer, url: {} }))
        assert.deepStrictEqual(server.requests.map(({ path }) => path.split("/")[4]), [
          "refund",
          "void",
          "check",
          "cancel",
          "initiate"
        ])
      }))

    it.live("runs the QRIS verbs and any operation", () =>
      Effect.gen(function*() {
        const paid = { ...qrisDone, qrContent: "000201" }
        const { finpay, server } = yield* opened(snap(json(200, tokenAnswer("token-1")), json(200, paid)), more)
        const { qris } = finpay
        yield* Effect.promise(() => qris.query(query))
        yield* Effect.promise(() =>
          qris.refund({ ...query, partnerRefundNo: "RF-1", refundAmount: 1, reason: "returned" })
        )
        yield* Effect.promise(() =>
          qris.generate({
            partnerReferenceNo: "QR-1",
            amount: 1,
            validityPeriod: "2026-11-22T10:00:00+07:00",
            additionalInfo: {}
          })
        )
        const answer = yield* Effect.promise(() => finpay.run(qrisQuery, { ...query, merchantId: "FM1" }))
        assert.strictEqual(answer.latestTransactionStatus, "00")
        assert.strictEqual(server.requests.length, 5)
      }))

    it.live("rejects with the errors of core themselves", () =>
      Effect.gen(function*() {
        const { finpay } = yield* opened(code("4030015"), more)
        const error = yield* rejectionOf(finpay.payments.refund(refund))
        assert.instanceOf(error, WrongState)
        assert.isTrue(isFinpayError(error))
        assert.deepStrictEqual([error.safeToRetry, error.responseCode, error.reference], [true, "4030015", "INV-1"])
      }))

    it.live("an aborted mutation that may have left is unknown", () =>
      Effect.gen(function*() {
        for (const reply of [silence, slowBody]) {
          const { finpay, server } = yield* opened(reply, more)
          const abort = aborter()
          const rejection = rejected(finpay.payments.refund(refund, { signal: abort.signal }))
          yield* server.arrived(1)
          abort.abort()
          const error = yield* Effect.promise(() => rejection)
          assert.instanceOf(error, OutcomeUnknown)
          assert.deepStrictEqual([error.reason, error.reference, error.safeToRetry], ["interrupted", "INV-1", false])
          assert.strictEqual(server.requests.length, 1)
        }
      }))

    it.live("an aborted call that only reads is unavailable", () =>
      Effect.gen(function*() {
        const { finpay, server } = yield* opened(silence, more)
        const abort = aborter()
        const rejection = rejected(finpay.payments.check({ orderId: "INV-1" }, { signal: abort.signal }))
        yield* server.arrived(1)
        abort.abort()
        const error = yield* Effect.promise(() => rejection)
        assert.instanceOf(error, Unavailable)
        assert.deepStrictEqual([error.reason, error.safeToRetry], ["interrupted", true])
      }))

    it.live("a mutation aborted while its access token is fetched was not sent", () =>
      Effect.gen(function*() {
        const { finpay, server } = yield* opened(snap(silence, json(200, qrisPaid)), more)
        const abort = aborter()
        const rejection = rejected(
          finpay.qris.refund(
            { ...query, partnerRefundNo: "RF-1", refundAmount: 1, reason: "returned" },
            { signal: abort.signal }
          )
        )
        yield* server.arrived(1)
        abort.abort()
        const error = yield* Effect.promise(() => rejection)
        assert.instanceOf(error, Unavailable)
        assert.deepStrictEqual([error.reason, error.reference, server.requests.length], ["interrupted", "R-1", 1])
      }))

    it.live("a mutation aborted while a refused access token is renewed was not processed", () =>
      Effect.gen(function*() {
        const reply = snap(inTurn(json(200, tokenAnswer("token-1")), silence), code("4017801"))
        const { finpay, server } = yield* opened(reply, more)
        const abort = aborter()
        const rejection = rejected(
          finpay.qris.refund(
            { ...query, partnerRefundNo: "RF-1", refundAmount: 1, reason: "returned" },
            { signal: abort.signal }
          )
        )
        yield* server.arrived(3)
        abort.abort()
        const error = yield* Effect.promise(() => rejection)
        assert.instanceOf(error, Unavailable)
        assert.deepStrictEqual([error.reason, error.safeToRetry], ["interrupted", true])
      }))

    it.live("a signal that was aborted before sends nothing", () =>
      Effect.gen(function*() {
        const { finpay, server } = yield* opened(success, more)
        // From the second call on nothing stands between the call and its first byte.
        yield* Effect.promise(() => finpay.payments.check({ orderId: "INV-1" }))
        const error = yield* rejectionOf(finpay.payments.refund(refund, { signal: AbortSignal.abort() }))
        assert.instanceOf(error, Unavailable)
        assert.strictEqual(error.reason, "interrupted")
        yield* Effect.promise(() => finpay.payments.check({ orderId: "INV-1" }))
        assert.deepStrictEqual(server.requests.map(({ method }) => method), ["GET", "GET"])
      }))

    it.live("a call can have a shorter time", () =>
      Effect.gen(function*() {
        const { finpay } = yield* opened(silence, more)
        const error = yield* rejectionOf(finpay.payments.check({ orderId: "INV-1" }, { timeoutMillis: 2_000 }))
        assert.instanceOf(error, Unavailable)
        assert.strictEqual(error.reason, "timeout")
      }))

    it.live("closing waits for the calls under way and turns later ones away", () =>
      Effect.gen(function*() {
        const held: Array<() => void> = []
        const hold: Reply = (response, request) => held.push(() => success(response, request))
        const server = yield* scriptedServer(hold)
        const finpay = yield* clientOf(server, more)
        const underWay = finpay.payments.refund(refund)
        yield* server.arrived(1)
        const closed = finpay.close()
        const late = yield* rejectionOf(finpay.payments.refund(refund))
        assert.instanceOf(late, Unavailable)
        assert.strictEqual(late.reason, "interrupted")
        for (const answer of held) answer()
        yield* Effect.promise(() => closed)
        assert.strictEqual((yield* Effect.promise(() => underWay)).responseCode, "2000000")
        yield* Effect.promise(() => finpay[Symbol.asyncDispose]())
        assert.strictEqual(server.requests.length, 1)
      }))
  })
}

describe("createFinpay", () => {
  it.live("rejects options that are none, and sends nothing", () =>
    Effect.gen(function*() {
      const { finpay, server } = yield* opened(success)
      const none = null as never
      const wrong = JSON.parse("{}")
      const attempts: ReadonlyArray<readonly [string, () => Promise<unknown>]> = [
        ["options", () => finpay.payments.refund(refund, none)],
        ["signal", () => finpay.payments.refund(refund, { signal: wrong })],
        ["signal", () => finpay.payments.refund(refund, { signal: none })],
        ["timeoutMillis", () => finpay.payments.refund(refund, { timeoutMillis: 1e305 })]
      ]
      for (const [field, attempt] of attempts) {
        const error = yield* rejectionOf(attempt())
        assert.instanceOf(error, InvalidRequest)
        assert.deepStrictEqual(error.problems.map((problem) => problem.field), [field])
      }
      assert.instanceOf(yield* rejectionOf(finpay.qris.refund(none)), InvalidRequest)
      assert.deepStrictEqual(server.requests, [])
    }))

  it.live("a mutation aborted between a refused connection and the next attempt was not sent", () =>
    Effect.gen(function*() {
      const http = fakeHttp(refused, "silence")
      const abort = aborter()
      // As soon as it was refused, before any time can have passed.
      const aborting = HttpClient.tapRequest(http.client, () => Effect.sync(() => queueMicrotask(() => abort.abort())))
      const finpay = createFinpay({ environment: "local", http: Layer.succeed(HttpClient.HttpClient, aborting) })
      const error = yield* rejectionOf(finpay.payments.refund(refund, { signal: abort.signal }))
      assert.instanceOf(error, Unavailable)
      assert.deepStrictEqual([error.reason, http.requests.length], ["interrupted", 1])
    }))

  it.live("one client, one access token, however many calls", () =>
    Effect.gen(function*() {
      const { finpay, server } = yield* opened(snap(json(200, tokenAnswer("token-1")), json(200, qrisPaid)))
      yield* Effect.promise(() => Promise.all(Array.from({ length: 100 }, () => finpay.qris.query(query))))
      assert.strictEqual(server.requests.length, 101)
    }))

  it.live("takes secrets as text and wraps them", () =>
    Effect.gen(function*() {
      const { finpay, server } = yield* opened(inTurn(success), {
        merchantId: "FINPAY770",
        merchantKey: "test-secret-key",
        snap: { ...localCredentials.snap, clientSecret: "test-secret-client" }
      })
      yield* Effect.promise(() => finpay.payments.check({ orderId: "INV-1" }))
      const expected = Buffer.from("FINPAY770:test-secret-key").toString("base64")
      assert.strictEqual(server.requests[0]?.headers.authorization, `Basic ${expected}`)
      assert.notInclude(inspect(finpay, { depth: 10, showHidden: true }), "test-secret")
    }))

  it("throws at once for settings that cannot be used", () => {
    const attempts: ReadonlyArray<readonly [FinpayOptions, string]> = [
      [{ environment: "sandbox", merchantId: "", merchantKey: "" }, "merchantId, merchantKey"],
      [
        {
          environment: "sandbox",
          merchantId: "FINPAY770",
          merchantKey: Redacted.make("test-secret-key"),
          baseUrl: "https://live.finnet.co.id"
        },
        "baseUrl"
      ],
      [{ environment: "local", totalTimeoutMillis: 0 }, "totalTimeoutMillis"]
    ]
    for (const [options, settings] of attempts) {
      const problem = (() => {
        try {
          return createFinpay(options)
        } catch (error) {
          return error
        }
      })()
      assert.instanceOf(problem, ConfigurationProblem)
      assert.strictEqual(problem.problems.map(({ setting }) => setting).join(", "), settings)
    }
  })

  it.live("rejects every call with the problem of a private key that cannot be read", () =>
    Effect.gen(function*() {
      const { finpay, server } = yield* opened(success, {
        snap: { ...localCredentials.snap, privateKeyPem: "test-secret-not-pem" }
      })
      const problem = yield* rejectionOf(finpay.payments.refund(refund))
      assert.instanceOf(problem, ConfigurationProblem)
      assert.include(problem.message, "snap.privateKeyPem")
      assert.notInclude(problem.message, "test-secret")
      assert.deepStrictEqual(server.requests, [])
    }))

  it.live("verifies callbacks with the merchant key", () =>
    Effect.gen(function*() {
      const { finpay } = yield* opened(success)
      const text = yield* signCallback(
        { order: { id: "INV-1", amount: 22000 }, result: { payment: { status: "PAID", amount: 22000 } } },
        Redacted.make(localCredentials.merchantKey)
      )
      const bytes = new TextEncoder().encode(text)
      const { notification } = yield* Effect.promise(() => finpay.callbacks.verify(bytes))
      assert.strictEqual(notification.order.id, "INV-1")
      const forged = new TextEncoder().encode(text.replace("22000", "99000"))
      const refused = yield* rejectionOf(finpay.callbacks.verify(forged))
      assert.instanceOf(refused, CallbackRefused)
      assert.strictEqual(refused.reason, "mismatch")
    }))
})
