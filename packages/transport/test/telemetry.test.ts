import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Metric, Option, Tracer } from "effect"
import { TestClock } from "effect/testing"
import { openFinpay } from "./support/clients.ts"
import { answered, fakeHttp, refused, reset } from "./support/fake-http.ts"
import { qrisDone, tokenAnswer } from "./support/replies.ts"
import { watch } from "./support/tracing.ts"

const url = "http://127.0.0.1:4711"
const refund = { order: { id: "INV-1", amount: 22000 } }
const traced = { status: 404, body: { responseCode: "4040001", traceId: "trace-1" } }

const attributesOf = (span: { readonly attributes: ReadonlyMap<string, unknown> } | undefined) =>
  Object.fromEntries([...span?.attributes ?? []].filter(([key]) => !key.startsWith("code.")))

describe("spans", () => {
  it.effect("one for the call and one for the request, after OpenTelemetry's conventions", () => {
    const { spans, watched } = watch()
    return watched(Effect.gen(function*() {
      const { payments } = yield* openFinpay(url, fakeHttp(traced).layer)
      yield* Effect.flip(payments.cancel({ orderId: "INV-1" }))
      const [call, request] = spans
      assert.deepStrictEqual(spans.map(({ kind, name }) => [name, kind]), [
        ["Finpay.cancel", "internal"],
        ["GET /pg/payment/card/cancel/{orderId}", "client"]
      ])
      assert.strictEqual(Option.getOrUndefined(request?.parent ?? Option.none())?.spanId, call?.spanId)
      assert.deepStrictEqual(attributesOf(call), {
        "finpay.operation": "cancel",
        "error.type": "NotFound",
        "finpay.response_code": "4040001",
        "finpay.trace_id": "trace-1"
      })
      assert.deepStrictEqual(attributesOf(request), {
        "http.request.method": "GET",
        "url.template": "/pg/payment/card/cancel/{orderId}",
        "url.full": `${url}/pg/payment/card/cancel/INV-1`,
        "url.path": "/pg/payment/card/cancel/INV-1",
        "url.scheme": "http",
        "server.address": "127.0.0.1",
        "server.port": 4711,
        "finpay.operation": "cancel",
        "http.response.status_code": 404,
        "error.type": "404",
        "finpay.response_code": "4040001",
        "finpay.trace_id": "trace-1"
      })
    }))
  })

  it.effect("count what is sent again, and name what failed", () => {
    const { spans, watched } = watch()
    return watched(Effect.gen(function*() {
      const { payments } = yield* openFinpay(url, fakeHttp(refused, reset).layer)
      const fiber = yield* Effect.forkChild(Effect.flip(payments.refund(refund)))
      yield* TestClock.adjust("1 minute")
      yield* Fiber.join(fiber)
      const requests = spans.filter(({ kind }) => kind === "client").map(attributesOf)
      assert.deepStrictEqual(requests.map((span) => [span["http.request.resend_count"], span["error.type"]]), [
        [undefined, "refused"],
        [1, "connection-lost"]
      ])
    }))
  })

  it.effect("show the access token's call below the call that needed it, and a code of another service", () => {
    const { logs, spans, watched } = watch()
    return watched(Effect.gen(function*() {
      const http = fakeHttp({ status: 200, body: tokenAnswer("token-1") }, { status: 200, body: qrisDone })
      const { qris } = yield* openFinpay(url, http.layer)
      yield* qris.query({ originalReferenceNo: "R-1" })
      assert.deepStrictEqual(spans.map(({ name }) => name), [
        "Finpay.qrisQuery",
        "Finpay.snapToken",
        "POST /pg/snap/oauth/v1.0/access-token/b2b",
        "POST /pg/payment/card/v1.0/qr/qr-mpm-query"
      ])
      assert.strictEqual(attributesOf(spans[3])["finpay.unexpected_service"], "53")
      assert.strictEqual(logs.length, 1)
    }))
  })
})

const full = (): never => {
  throw new Error("the exporter is full")
}

// What a span begins with is taken; what is told of the answer is not.
const refuseOutcome = (key: string) =>
  /status_code|response_code|error\.type|unexpected/u.test(key) ? full() : undefined

/** A tracer one of whose spans' methods fails once there is an answer. */
const failing = (method: "attribute" | "end") =>
  Tracer.make({
    span: (options) =>
      Object.assign(new Tracer.NativeSpan(options), method === "end" ? { end: full } : { attribute: refuseOutcome })
  })

describe("a tracer that fails", () => {
  for (const method of ["attribute", "end"] as const) {
    it.effect(`at ${method}: what was decided stands`, () =>
      Effect.gen(function*() {
        const http = fakeHttp(answered("2000000"), traced, { code: "ECONNRESET", syscall: "read" })
        const { payments } = yield* openFinpay(url, http.layer)
        assert.strictEqual((yield* payments.refund(refund)).responseCode, "2000000")
        assert.strictEqual((yield* Effect.flip(payments.refund(refund)))._tag, "NotFound")
        assert.strictEqual((yield* Effect.flip(payments.refund(refund)))._tag, "OutcomeUnknown")
        assert.strictEqual(http.requests.length, 3)
      }).pipe(Effect.withTracer(failing(method))))
  }

  it.effect("at noting a code of another service", () =>
    Effect.gen(function*() {
      const http = fakeHttp({ status: 200, body: tokenAnswer("token-1") }, { status: 200, body: qrisDone })
      const { qris } = yield* openFinpay(url, http.layer)
      assert.strictEqual((yield* qris.query({ originalReferenceNo: "R-1" })).latestTransactionStatus, "00")
    }).pipe(Effect.withTracer(failing("attribute"))))

  it.effect("before anything was sent: the call ends in an error that says so", () =>
    Effect.gen(function*() {
      const http = fakeHttp(answered("2000000"))
      const { payments } = yield* openFinpay(url, http.layer)
      const error = yield* Effect.flip(payments.refund(refund))
      assert.deepStrictEqual([error._tag, error.safeToRetry, http.requests.length], ["Unavailable", true, 0])
    }).pipe(Effect.withTracer(Tracer.make({ span: full }))))
})

class FullRegistry extends Map<never, never> {
  override get = full
}

describe("the duration of requests", () => {
  it.effect("that cannot be counted: what was decided stands", () =>
    Effect.gen(function*() {
      const http = fakeHttp(answered("2000000"), traced)
      const { payments } = yield* openFinpay(url, http.layer)
      assert.strictEqual((yield* payments.refund(refund)).responseCode, "2000000")
      assert.strictEqual((yield* Effect.flip(payments.refund(refund)))._tag, "NotFound")
    }).pipe(Effect.provideService(Metric.MetricRegistry, new FullRegistry())))

  it.effect("is in seconds, by operation and outcome", () =>
    Effect.gen(function*() {
      const http = fakeHttp("silence", answered("2000000"), answered("2000000"), traced)
      const { payments } = yield* openFinpay(url, http.layer, { totalTimeoutMillis: 6_000 })
      const fiber = yield* Effect.forkChild(Effect.flip(payments.refund(refund)))
      yield* TestClock.adjust("6 seconds")
      yield* Fiber.join(fiber)
      yield* payments.refund(refund)
      yield* payments.refund(refund)
      yield* Effect.flip(payments.check({ orderId: "INV-1" }))
      const snapshots = (yield* Metric.snapshot).filter(({ id }) => id === "http.client.request.duration")
      const told = snapshots.map(({ attributes = {}, state, type }) => ({
        unit: attributes["unit"],
        operation: attributes["finpay.operation"],
        code: attributes["finpay.response_code"],
        error: attributes["error.type"],
        status: attributes["http.response.status_code"],
        count: type === "Histogram" ? state.count : 0,
        sum: type === "Histogram" ? state.sum : 0
      }))
      const base = { unit: "s", code: undefined, error: undefined, status: undefined, count: 1, sum: 0 }
      assert.sameDeepMembers(told, [
        { ...base, operation: "refund", error: "timeout", sum: 6 },
        { ...base, operation: "refund", code: "2000000", status: "200", count: 2 },
        { ...base, operation: "checkStatus", code: "4040001", error: "404", status: "404" }
      ])
    }).pipe(Effect.provideService(Metric.MetricRegistry, new Map())))
})
