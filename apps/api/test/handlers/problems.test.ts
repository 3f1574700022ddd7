import { assert, describe, it } from "@effect/vitest"
import {
  Declined,
  InvalidRequest,
  NotAuthenticated,
  NotFound,
  NotPermitted,
  OutcomeUnknown,
  RateLimited,
  ResponseNotUnderstood,
  Unavailable,
  WrongState
} from "@openfinpay/finpay-core"
import type { FinpayError } from "@openfinpay/finpay-core"
import { Effect } from "effect"
import { mutationIn, post, postNow, send, startApi } from "../support/api.ts"
import { fakeFinpay } from "../support/fake-finpay.ts"
import { newPayment } from "../support/simulated.ts"

const facts = {
  operation: "refund",
  reference: "INV-1",
  detail: "what happened",
  nextStep: "what to do",
  responseCode: "4040001",
  responseMessage: "Finpay's words",
  traceId: "trace-1",
  httpStatus: 404
} as const
const safe = { ...facts, safeToRetry: true } as const

const unknown = new OutcomeUnknown({ ...facts, reason: "timeout", safeToRetry: false })
const problems = [{ field: "order.item.0.name", problem: "is required" }]

const cases: ReadonlyArray<readonly [error: FinpayError, status: number, slug: string]> = [
  [new InvalidRequest({ ...safe, problems }), 422, "invalid-request"],
  [new NotAuthenticated(safe), 502, "finpay-credentials-refused"],
  [new NotPermitted(safe), 403, "not-permitted"],
  [new NotFound(safe), 404, "not-found"],
  [new WrongState(safe), 409, "wrong-state"],
  [new Declined(safe), 422, "declined"],
  [new RateLimited({ ...safe, retryAfterSeconds: 2.5 }), 429, "rate-limited"],
  [new RateLimited(safe), 429, "rate-limited"],
  [new Unavailable({ ...safe, reason: "refused" }), 503, "unavailable"]
]

const refund = (error: FinpayError) =>
  Effect.gen(function*() {
    const api = yield* startApi(fakeFinpay({ payments: { refund: () => Effect.fail(error) } }))
    return yield* post(`${api.url}/v1/payments/INV-1/refunds`, { amount: 1 }, "key")
  })

const check = (error: FinpayError) =>
  Effect.gen(function*() {
    const api = yield* startApi(fakeFinpay({ payments: { check: () => Effect.fail(error) } }))
    return yield* send(`${api.url}/v1/payments/INV-1`)
  })

const assertProblem = (
  answer: { readonly status: number; readonly headers: Headers; readonly json: Readonly<Record<string, unknown>> },
  status: number,
  slug: string
) => {
  assert.strictEqual(answer.status, status)
  assert.strictEqual(answer.headers.get("content-type"), "application/problem+json")
  assert.deepInclude(answer.json, {
    type: `/problems/${slug}`,
    status,
    detail: "what happened",
    nextStep: "what to do",
    operation: "refund",
    reference: "INV-1",
    responseCode: "4040001",
    responseMessage: "Finpay's words",
    traceId: "trace-1",
    operationState: slug === "outcome-unknown" ? "unknown" : "not-processed",
    safeToRetry: slug !== "outcome-unknown"
  })
  assert.match(String(answer.json["instance"]), /^urn:uuid:[0-9a-f-]{36}$/u)
  assert.isNotEmpty(answer.json["title"])
}

describe("what an error of Finpay is over HTTP", () => {
  for (const [error, status, slug] of cases) {
    it.effect(`${error._tag} of a mutation and of a query: ${status} ${slug}`, () =>
      Effect.gen(function*() {
        assertProblem(yield* refund(error), status, slug)
        assertProblem(yield* check(error), status, slug)
      }))
  }

  it.live("an unknown outcome is a 202 that says where to look, and no error to retry", () =>
    Effect.gen(function*() {
      const api = yield* startApi(fakeFinpay({ payments: { refund: () => Effect.fail(unknown) } }))
      const url = `${api.url}/v1/payments/INV-1/refunds`
      const first = yield* postNow(url, { amount: 1 }, "key")
      const { id } = yield* mutationIn(api.url, first, "unknown")
      const answer = yield* postNow(url, { amount: 1 }, "key")
      const { nextStep, ...told } = answer.json
      assertProblem({ ...answer, json: { ...told, nextStep: "what to do" } }, 202, "outcome-unknown")
      assert.match(String(nextStep), /never send this again under another key/u)
      assert.deepInclude(told, { mutationId: id, mutationState: "unknown" })
      assert.strictEqual(answer.headers.get("location"), `/v1/mutations/${String(id)}`)
    }))

  it.effect("an unknown outcome of a creation says where to look too", () =>
    Effect.gen(function*() {
      const error = new OutcomeUnknown({ ...facts, operation: "initiate", reason: "timeout", safeToRetry: false })
      const api = yield* startApi(fakeFinpay({ payments: { initiate: () => Effect.fail(error) } }))
      const answer = yield* post(`${api.url}/v1/payments`, newPayment("INV-1"), "key")
      assert.strictEqual(answer.status, 202)
      assert.deepInclude(answer.json, { detail: "what happened", operationState: "unknown", safeToRetry: false })
      assert.strictEqual(answer.headers.get("location"), "/v1/payments/INV-1")
    }))

  it.effect("a query that is not understood: 502, also the one before a change, of which nothing is sent", () =>
    Effect.gen(function*() {
      const garbage = new ResponseNotUnderstood(safe)
      assertProblem(yield* check(garbage), 502, "response-not-understood")
      const api = yield* startApi(fakeFinpay({ payments: { check: () => Effect.fail(garbage) } }))
      const answer = yield* post(`${api.url}/v1/payments/INV-1/refunds`, { amount: 1 }, "key")
      assertProblem(answer, 502, "response-not-understood")
    }))

  it.effect("too many calls say how long to wait: Finpay's seconds rounded up, or a polite number", () =>
    Effect.gen(function*() {
      const told = yield* refund(new RateLimited({ ...safe, retryAfterSeconds: 2.5 }))
      assert.strictEqual(told.headers.get("retry-after"), "3")
      assert.strictEqual(told.json["retryAfterSeconds"], 3)
      const untold = yield* refund(new RateLimited(safe))
      assert.strictEqual(untold.headers.get("retry-after"), "10")
    }))

  it.effect("fields that core found wrong are pointed at", () =>
    Effect.gen(function*() {
      const answer = yield* refund(new InvalidRequest({ ...safe, problems }))
      assert.deepStrictEqual(answer.json["errors"], [{ detail: "is required", pointer: "#/order/item/0/name" }])
    }))

  it.effect("a fault of this server says that a mutation may have happened, and nothing of the fault", () =>
    Effect.gen(function*() {
      const secret = "inside of the server"
      const api = yield* startApi(fakeFinpay({ payments: { check: () => Effect.die(new Error(secret)) } }))
      const query = yield* send(`${api.url}/v1/payments/INV-1`)
      assert.strictEqual(query.status, 500)
      assert.deepInclude(query.json, {
        type: "/problems/internal-fault",
        operationState: "not-processed",
        safeToRetry: true
      })
      assert.notInclude(query.text, secret)
    }))

  it.live("a mutation that ends in a fault is unknown, and never sent again", () =>
    Effect.gen(function*() {
      let sent = 0
      const fault = Effect.suspend(() => {
        sent++
        return Effect.die(new Error("inside of the server"))
      })
      const api = yield* startApi(fakeFinpay({ payments: { refund: () => fault } }))
      const url = `${api.url}/v1/payments/INV-1/refunds`
      const first = yield* postNow(url, { amount: 1 }, "key")
      yield* mutationIn(api.url, first, "unknown")
      const second = yield* postNow(url, { amount: 1 }, "key")
      assert.strictEqual(second.status, 202)
      assert.deepInclude(second.json, {
        type: "/problems/outcome-unknown",
        operationState: "unknown",
        reference: "INV-1"
      })
      assert.notInclude(second.text, "inside of the server")
      assert.strictEqual(second.headers.get("idempotency-replayed"), "true")
      assert.strictEqual(sent, 1)
    }))
})
