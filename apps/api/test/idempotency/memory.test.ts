import { assert, describe, it } from "@effect/vitest"
import {
  errorToJson,
  InvalidRequest,
  NotAuthenticated,
  OutcomeUnknown,
  RateLimited,
  Unavailable,
  WrongState
} from "@openfinpay/finpay-core"
import type { FinpayError } from "@openfinpay/finpay-core"
import { Deferred, Effect, Exit, Fiber, Layer, Result, Schema, Scope } from "effect"
import { TestClock } from "effect/testing"
import { fingerprint } from "../../src/idempotency/fingerprint.ts"
import { Idempotency } from "../../src/idempotency/Idempotency.ts"
import { layerMemory } from "../../src/idempotency/memory.ts"
import { keptLogs, logged } from "../support/logs.ts"

const facts = { operation: "refund", reference: "INV-1", detail: "d", nextStep: "n" } as const
const safe = { ...facts, safeToRetry: true } as const
const unknown = new OutcomeUnknown({ ...facts, reason: "timeout", safeToRetry: false })
const refused = new WrongState({ ...safe, httpStatus: 403, responseCode: "4030015" })

const claim = (key: string, request: unknown = { amount: 1 }) => ({
  key,
  fingerprint: fingerprint("refund", request),
  operation: "refund",
  reference: "INV-1"
})

/** Counts how often something was sent, and answers with the number. */
const counter = () => {
  let sent = 0
  return { send: Effect.sync(() => ++sent), sent: () => sent }
}

const once = (key: string, send: Effect.Effect<number, FinpayError>, request?: unknown) =>
  Effect.flatMap(Idempotency, (idempotency) => idempotency.once(claim(key, request), Schema.Finite, send))

/** The lines of the log that name the reference. */
const linesOf = (reference: string) => logged.filter((line) => line.includes(`"${reference}"`))

const limits = { keys: 3, keepMillis: 1_000 }

describe("a key", () => {
  it.effect("sends once; a repetition gets the outcome of the first", () =>
    Effect.gen(function*() {
      const { send, sent } = counter()
      assert.deepStrictEqual(yield* once("a", send), { replayed: false, result: Result.succeed(1) })
      assert.deepStrictEqual(yield* once("a", send), { replayed: true, result: Result.succeed(1) })
      assert.deepStrictEqual(yield* once("b", send), { replayed: false, result: Result.succeed(2) })
      assert.strictEqual(sent(), 2)
    }).pipe(Effect.provide(layerMemory())))

  it.effect("belongs to one request", () =>
    Effect.gen(function*() {
      const { send, sent } = counter()
      yield* once("a", send, { amount: 1 })
      const other = yield* Effect.flip(once("a", send, { amount: 2 }))
      assert.strictEqual(other._tag, "KeyReused")
      assert.strictEqual(sent(), 1)
    }).pipe(Effect.provide(layerMemory())))

  for (const error of [unknown, refused]) {
    it.effect(`remembers ${error._tag} and never sends again`, () =>
      Effect.gen(function*() {
        const first = yield* once("a", Effect.fail(error))
        assert.deepStrictEqual(first, { replayed: false, result: Result.fail(error) })
        const { send, sent } = counter()
        const second = yield* once("a", send)
        assert.isTrue(second.replayed)
        assert.deepStrictEqual(
          Result.isFailure(second.result) && errorToJson(second.result.failure),
          errorToJson(error)
        )
        assert.strictEqual(sent(), 0)
      }).pipe(Effect.provide(layerMemory())))
  }

  const freeing: ReadonlyArray<FinpayError> = [
    new Unavailable({ ...safe, reason: "refused" }),
    new RateLimited(safe),
    new NotAuthenticated(safe),
    new InvalidRequest({ ...safe, problems: [] })
  ]
  for (const error of freeing) {
    it.effect(`is free again after ${error._tag}: certainly not processed, and not for a reason in the request`, () =>
      Effect.gen(function*() {
        yield* once("a", Effect.fail(error))
        const { send } = counter()
        assert.deepStrictEqual(yield* once("a", send), { replayed: false, result: Result.succeed(1) })
      }).pipe(Effect.provide(layerMemory())))
  }

  it.effect("is not free again when Finpay itself found the request wrong", () =>
    Effect.gen(function*() {
      yield* once("a", Effect.fail(new InvalidRequest({ ...safe, problems: [], httpStatus: 400 })))
      const { send, sent } = counter()
      assert.isTrue((yield* once("a", send)).replayed)
      assert.strictEqual(sent(), 0)
    }).pipe(Effect.provide(layerMemory())))

  it.effect("is in flight until its outcome is there; a hundred at once send once", () =>
    Effect.gen(function*() {
      const gate = yield* Deferred.make<void>()
      const { send, sent } = counter()
      const slow = Effect.andThen(Deferred.await(gate), send)
      const all = yield* Effect.forkChild(
        Effect.forEach(Array.from({ length: 100 }), () => Effect.result(once("a", slow)), { concurrency: "unbounded" })
      )
      yield* Effect.yieldNow
      assert.strictEqual((yield* Effect.flip(once("a", slow)))._tag, "KeyInFlight")
      assert.strictEqual((yield* Effect.flip(once("a", slow, { amount: 2 })))._tag, "KeyReused")
      yield* Deferred.succeed(gate, undefined)
      const outcomes = yield* Fiber.join(all)
      assert.strictEqual(outcomes.filter(Result.isSuccess).length, 1)
      assert.isTrue(outcomes.every((outcome) => Result.isSuccess(outcome) || outcome.failure._tag === "KeyInFlight"))
      assert.strictEqual(sent(), 1)
    }).pipe(Effect.provide(layerMemory())))

  it.effect("keeps its work going when the caller hangs up", () =>
    Effect.gen(function*() {
      const gate = yield* Deferred.make<void>()
      const { send, sent } = counter()
      const caller = yield* Effect.forkChild(once("a", Effect.andThen(Deferred.await(gate), send)))
      yield* Effect.yieldNow
      yield* Fiber.interrupt(caller)
      assert.strictEqual((yield* Effect.flip(once("a", send)))._tag, "KeyInFlight")
      yield* Deferred.succeed(gate, undefined)
      yield* Effect.yieldNow
      assert.deepStrictEqual(yield* once("a", send), { replayed: true, result: Result.succeed(1) })
      assert.strictEqual(sent(), 1)
    }).pipe(Effect.provide(layerMemory())))

  it.effect("whose work ends in a fault is unknown", () =>
    Effect.gen(function*() {
      const { result } = yield* once("a", Effect.die(new Error("a fault")))
      assert.isTrue(Result.isFailure(result) && result.failure._tag === "OutcomeUnknown")
      assert.isTrue((yield* once("a", Effect.succeed(1))).replayed)
    }).pipe(Effect.provide(layerMemory())))

  it.effect("whose answer cannot be stored is unknown too, and not in flight for ever", () =>
    Effect.gen(function*() {
      const idempotency = yield* Idempotency
      const unfit = idempotency.once(claim("a"), Schema.Int, Effect.succeed(1.5))
      const { replayed, result } = yield* unfit
      assert.isFalse(replayed)
      assert.isTrue(Result.isFailure(result) && result.failure._tag === "OutcomeUnknown")
      const again = yield* unfit
      assert.isTrue(again.replayed)
      assert.isTrue(Result.isFailure(again.result) && again.result.failure._tag === "OutcomeUnknown")
    }).pipe(Effect.provide(layerMemory())))

  it.effect("that is used for another request tells how the first one ended", () =>
    Effect.gen(function*() {
      const firstOf = (key: string) =>
        Effect.map(Effect.flip(once(key, Effect.succeed(1), { amount: 2 })), (error) =>
          error._tag === "KeyReused" ? error.first : error._tag)
      yield* once("done", Effect.succeed(1))
      yield* once("refused", Effect.fail(refused))
      yield* once("unknown", Effect.fail(unknown))
      const gate = yield* Deferred.make<void>()
      yield* Effect.forkChild(once("flying", Effect.as(Deferred.await(gate), 1)))
      yield* Effect.yieldNow
      assert.strictEqual(yield* firstOf("done"), "succeeded")
      assert.strictEqual(yield* firstOf("refused"), "refused")
      assert.strictEqual(yield* firstOf("unknown"), "unknown")
      assert.strictEqual(yield* firstOf("flying"), "in-progress")
      yield* Deferred.succeed(gate, undefined)
    }).pipe(Effect.provide(layerMemory())))
})

describe("what is known of a key", () => {
  it.effect("is how its request ended, or nothing", () =>
    Effect.gen(function*() {
      const { first } = yield* Idempotency
      assert.isUndefined(yield* first("a"))
      const gate = yield* Deferred.make<void>()
      const caller = yield* Effect.forkChild(once("a", Effect.as(Deferred.await(gate), 1)))
      yield* Effect.yieldNow
      assert.strictEqual(yield* first("a"), "in-progress")
      yield* Deferred.succeed(gate, undefined)
      yield* Fiber.join(caller)
      assert.strictEqual(yield* first("a"), "succeeded")
      yield* once("b", Effect.fail(refused))
      assert.strictEqual(yield* first("b"), "refused")
      yield* once("c", Effect.fail(unknown))
      assert.strictEqual(yield* first("c"), "unknown")
    }).pipe(Effect.provide(layerMemory())))
})

describe("the log", () => {
  const claimOf = (reference: string) => ({ ...claim(reference), reference })

  it.effect("has an unknown outcome once, with operation and reference, also when the caller has hung up", () =>
    Effect.gen(function*() {
      const idempotency = yield* Idempotency
      const gate = yield* Deferred.make<void>()
      const error = new OutcomeUnknown({ ...facts, reference: "INV-log", reason: "timeout", safeToRetry: false })
      const refund = idempotency.once(
        claimOf("INV-log"),
        Schema.Finite,
        Effect.andThen(Deferred.await(gate), Effect.fail(error))
      )
      const caller = yield* Effect.forkChild(refund)
      yield* Effect.yieldNow
      yield* Fiber.interrupt(caller)
      yield* Deferred.succeed(gate, undefined)
      yield* Effect.yieldNow
      assert.isTrue((yield* refund).replayed)
      const lines = linesOf("INV-log").map((line) => JSON.parse(line))
      assert.strictEqual(lines.length, 1)
      assert.strictEqual(lines[0].level, "WARN")
      assert.deepStrictEqual(lines[0].annotations, {
        operation: "refund",
        reference: "INV-log",
        error: errorToJson(error)
      })
    }).pipe(Effect.provide([layerMemory(), keptLogs])))

  it.effect("has a fault once, with operation and reference", () =>
    Effect.gen(function*() {
      const idempotency = yield* Idempotency
      yield* idempotency.once(claimOf("INV-fault"), Schema.Finite, Effect.die(new Error("a fault")))
      const lines = linesOf("INV-fault").map((line) => JSON.parse(line))
      assert.strictEqual(lines.length, 1)
      assert.strictEqual(lines[0].level, "ERROR")
      assert.deepStrictEqual(lines[0].annotations, { operation: "refund", reference: "INV-fault" })
    }).pipe(Effect.provide([layerMemory(), keptLogs])))

  it.effect("has nothing of what is known", () =>
    Effect.gen(function*() {
      const before = logged.length
      yield* once("done", Effect.succeed(1))
      yield* once("refused", Effect.fail(refused))
      assert.strictEqual(logged.length, before)
    }).pipe(Effect.provide([layerMemory(), keptLogs])))
})

describe("the memory", () => {
  it.effect("waits for what is on its way when it closes", () =>
    Effect.gen(function*() {
      const scope = yield* Scope.make()
      const services = yield* Layer.buildWithScope(layerMemory(), scope)
      const gate = yield* Deferred.make<void>()
      const { send, sent } = counter()
      yield* Effect.forkChild(
        Effect.provideContext(once("a", Effect.andThen(Deferred.await(gate), send)), services)
      )
      yield* Effect.yieldNow
      const closing = yield* Effect.forkChild(Scope.close(scope, Exit.void))
      yield* Effect.yieldNow
      assert.isUndefined(closing.pollUnsafe())
      yield* Deferred.succeed(gate, undefined)
      yield* Fiber.join(closing)
      assert.strictEqual(sent(), 1)
    }))

  it.effect("refuses rather than forgets, and makes room by forgetting what is old and known", () =>
    Effect.gen(function*() {
      const { send, sent } = counter()
      yield* once("unknown", Effect.fail(unknown))
      yield* once("a", send)
      yield* TestClock.adjust(500)
      yield* once("b", send)
      assert.strictEqual((yield* Effect.flip(once("c", send)))._tag, "StoreFull")
      assert.isTrue((yield* once("a", send)).replayed)
      yield* TestClock.adjust(500)
      assert.isFalse((yield* once("c", send)).replayed)
      assert.isTrue((yield* once("b", send)).replayed)
      assert.isTrue((yield* once("unknown", send)).replayed)
      assert.strictEqual((yield* Effect.flip(once("d", send)))._tag, "StoreFull")
      assert.strictEqual(sent(), 3)
    }).pipe(Effect.provide(layerMemory(limits))))

  it.effect("never forgets what is on its way or unknown, however old", () =>
    Effect.gen(function*() {
      const gate = yield* Deferred.make<void>()
      yield* Effect.forkChild(once("flying", Effect.as(Deferred.await(gate), 1)))
      yield* Effect.yieldNow
      yield* once("unknown-1", Effect.fail(unknown))
      yield* once("unknown-2", Effect.fail(unknown))
      yield* TestClock.adjust("365 days")
      assert.strictEqual((yield* Effect.flip(once("new", Effect.succeed(1))))._tag, "StoreFull")
      yield* Deferred.succeed(gate, undefined)
    }).pipe(Effect.provide(layerMemory(limits))))
})

describe("a fingerprint", () => {
  it("does not depend on the order of members, and on everything else it does", () => {
    const print = fingerprint("refund", { a: 1, b: { c: [1, 2], d: "x" } })
    assert.strictEqual(fingerprint("refund", { b: { d: "x", c: [1, 2] }, a: 1 }), print)
    const others = [
      fingerprint("void", { a: 1, b: { c: [1, 2], d: "x" } }),
      fingerprint("refund", { a: 2, b: { c: [1, 2], d: "x" } }),
      fingerprint("refund", { a: 1, b: { c: [2, 1], d: "x" } }),
      fingerprint("refund", { a: "1", b: { c: [1, 2], d: "x" } }),
      fingerprint("refund", { a: 1, b: { c: [1, 2] } })
    ]
    assert.strictEqual(new Set([print, ...others]).size, 6)
    assert.match(print, /^[0-9a-f]{64}$/u)
  })
})
