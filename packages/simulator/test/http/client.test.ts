import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer } from "effect"
import { HttpClient, HttpClientRequest } from "effect/http"
import { TestClock } from "effect/testing"
import type { FaultInput } from "../../src/index.ts"
import { Simulator } from "../../src/index.ts"
import { basic, initiateBody } from "../support/pg.ts"

const live = Simulator.httpClient.pipe(Layer.provideMerge(Simulator.layer()))

const call = (method: "GET" | "POST", path: string, body?: unknown) => {
  const request = HttpClientRequest.make(method)(`https://devo.finnet.co.id/pg/payment/card/${path}`, {
    headers: { authorization: basic() }
  })
  return HttpClient.execute(body === undefined ? request : HttpClientRequest.bodyJsonUnsafe(request, body))
}

const refund = Effect.flatMap(
  call("POST", "refund", { order: { id: "INV-1", amount: "5000" } }),
  ({ json, status }) =>
    Effect.map(json, (answer) => ({ status, code: (answer as Record<string, unknown>)["responseCode"] }))
)

/** A paid order under a virtual clock, and a fault for its refund. */
const withFault = Effect.fnUntraced(function*(fault?: FaultInput) {
  const simulator = yield* Simulator
  yield* call("POST", "initiate", initiateBody("INV-1", "vabca", { order: { timeout: "10" } }))
  yield* simulator.pay("INV-1")
  if (fault !== undefined) yield* simulator.setFaults([{ operation: "refund", ...fault }])
  return simulator
})

/** The code of what is at the bottom of a transport error, as programs read it from fetch. */
const bottomCode = (error: unknown): unknown => {
  if (typeof error !== "object" || error === null) return undefined
  return "code" in error ? error.code : "cause" in error ? bottomCode(error.cause) : undefined
}

describe("the HttpClient in process", () => {
  it.effect("leads every host to the simulator", () =>
    Effect.gen(function*() {
      yield* withFault()
      assert.deepStrictEqual(yield* refund, { status: 200, code: "2000000" })
    }).pipe(Effect.provide(live)))

  it.effect("fails as a broken connection does", () =>
    Effect.gen(function*() {
      const simulator = yield* withFault({ kind: "connection-refused" })
      const refused = yield* Effect.flip(refund)
      assert.deepStrictEqual([refused.reason._tag, bottomCode(refused.reason)], ["TransportError", "ECONNREFUSED"])
      assert.strictEqual((yield* simulator.order("INV-1")).refunded, 0)
      yield* simulator.setFaults([{ kind: "lost-answer", operation: "refund" }])
      const lost = yield* Effect.flip(refund)
      assert.deepStrictEqual([lost.reason._tag, bottomCode(lost.reason)], ["TransportError", "ECONNRESET"])
      assert.strictEqual((yield* simulator.order("INV-1")).refunded, 5000)
      yield* simulator.setFaults([{ kind: "cut-answer", operation: "refund" }])
      const cut = yield* Effect.flip(refund)
      assert.notStrictEqual(cut.reason._tag, "TransportError")
      assert.strictEqual(bottomCode(cut.reason), "UND_ERR_SOCKET")
      assert.strictEqual((yield* simulator.order("INV-1")).refunded, 10000)
    }).pipe(Effect.provide(live)))

  it.effect("waits by the test clock", () =>
    Effect.gen(function*() {
      const simulator = yield* withFault({ kind: "slow-answer", delayMillis: 5000 })
      const slow = yield* Effect.forkChild(refund)
      yield* TestClock.adjust("4 seconds")
      assert.strictEqual((yield* simulator.order("INV-1")).refunded, 5000)
      assert.isUndefined(slow.pollUnsafe())
      yield* TestClock.adjust("1 second")
      assert.strictEqual((yield* Fiber.join(slow)).status, 200)
      yield* simulator.setFaults([{ kind: "trickling-answer", operation: "refund", delayMillis: 1000 }])
      const trickling = yield* Effect.forkChild(refund)
      yield* TestClock.adjust("7 seconds")
      assert.strictEqual((yield* Fiber.join(trickling)).status, 200)
    }).pipe(Effect.provide(live)))

  it.effect("waits for ever when nothing comes, and can be interrupted", () =>
    Effect.gen(function*() {
      const simulator = yield* withFault({ kind: "no-answer" })
      const outcome = yield* Effect.forkChild(Effect.timeoutOption(refund, "1 minute"))
      yield* TestClock.adjust("1 minute")
      assert.strictEqual((yield* Fiber.join(outcome))._tag, "None")
      assert.strictEqual((yield* simulator.order("INV-1")).refunded, 5000)
    }).pipe(Effect.provide(live)))

  it.effect("has what was sent carried out, although its sender gave up", () =>
    Effect.gen(function*() {
      const simulator = yield* withFault({ kind: "carried-out-late", delayMillis: 30_000 })
      const sender = yield* Effect.forkChild(refund)
      yield* TestClock.adjust("10 seconds")
      yield* Fiber.interrupt(sender)
      assert.strictEqual((yield* simulator.order("INV-1")).refunded, 0)
      yield* TestClock.adjust("20 seconds")
      assert.strictEqual((yield* simulator.order("INV-1")).refunded, 5000)
      const [record] = yield* simulator.requests({ operation: "refund" })
      assert.deepStrictEqual([record?.processed, record?.fault], [true, "carried-out-late"])
    }).pipe(Effect.provide(live)))

  it.effect("[E1] lives by the test clock: an order expires on it, to the second, and by the simulator's own", () =>
    Effect.gen(function*() {
      const simulator = yield* Simulator
      yield* call("POST", "initiate", initiateBody("INV-1", "vabca", { order: { timeout: "10" } }))
      yield* call("POST", "initiate", initiateBody("INV-2", "vabca", { order: { timeout: "20" } }))
      const statuses = Effect.map(simulator.orders, (orders) => orders.map(({ status }) => status))
      yield* TestClock.adjust("599 seconds")
      assert.deepStrictEqual(yield* statuses, ["REQUEST_INITIATED", "REQUEST_INITIATED"])
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(yield* statuses, ["EXPIRED", "REQUEST_INITIATED"])
      yield* simulator.advanceClock("10 minutes")
      assert.deepStrictEqual(yield* statuses, ["EXPIRED", "EXPIRED"])
      assert.strictEqual(yield* simulator.now, 20 * 60_000)
    }).pipe(Effect.provide(live)))

  it.effect("refuses a body it cannot hold", () =>
    Effect.gen(function*() {
      const form = HttpClientRequest.post("http://finpay.local/").pipe(HttpClientRequest.bodyFormData(new FormData()))
      const error = yield* Effect.flip(HttpClient.execute(form))
      assert.strictEqual(error.reason._tag, "EncodeError")
    }).pipe(Effect.provide(live)))
})
