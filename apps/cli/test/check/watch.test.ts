import { assert, describe, it } from "@effect/vitest"
import { type FinpayError, NotFound, Unavailable } from "@openfinpay/finpay-core"
import { Effect, Exit, Fiber, Schema } from "effect"
import { TestClock } from "effect/testing"
import type { Checked } from "../../src/check/checked.ts"
import { pauseAfter, watch } from "../../src/check/watch.ts"

const answered = (status: string | undefined): Checked => ({
  responseCode: "2000000",
  raw: {},
  data: { order: { id: "INV-1" }, ...(status === undefined ? {} : { result: { payment: { status } } }) }
})

const out: FinpayError = new Unavailable({
  operation: "checkStatus",
  reference: "INV-1",
  reason: "refused",
  detail: "nobody there",
  nextStep: "Try again later.",
  safeToRetry: true
})

const unknown: FinpayError = new NotFound({
  operation: "checkStatus",
  reference: "INV-1",
  detail: "no such order",
  nextStep: "Check the id.",
  safeToRetry: true
})

/** Watches while Finpay answers as told, the last answer for ever; gives what was told, and when the questions came. */
const watching = (answers: ReadonlyArray<string | undefined | FinpayError>, forSeconds = 900) =>
  Effect.gen(function*() {
    const told: Array<string> = []
    const asked: Array<number> = []
    const fiber = yield* Effect.forkChild(watch({
      order: "INV-1",
      ask: Effect.clockWith((clock) => {
        asked.push(clock.currentTimeMillisUnsafe())
        const next = answers[Math.min(asked.length, answers.length) - 1]
        return typeof next === "object" ? Effect.fail(next) : Effect.succeed(answered(next))
      }),
      forMillis: forSeconds * 1000,
      everyMillis: 2000,
      onChange: ({ data }) => Effect.sync(() => told.push(data?.result?.payment?.status ?? "none")),
      onOutage: ({ _tag }) => Effect.sync(() => told.push(_tag))
    }))
    yield* TestClock.adjust(`${forSeconds} seconds`)
    return { told, asked, exit: yield* Fiber.await(fiber) }
  })

describe("watch", () => {
  it.effect("tells each change once, and ends when it is paid", () =>
    Effect.gen(function*() {
      const { asked, exit, told } = yield* watching([
        "REQUEST_INITIATED",
        "REQUEST_INITIATED",
        "PENDING",
        "PENDING",
        "PAID"
      ])
      assert.isTrue(Exit.isSuccess(exit))
      assert.deepStrictEqual(told, ["REQUEST_INITIATED", "PENDING", "PAID"])
      // Without news the pauses grow; a change makes them short again.
      assert.deepStrictEqual(asked, [0, 2000, 5000, 7000, 10_000])
    }))

  it.effect("ends with what can no longer be paid", () =>
    Effect.gen(function*() {
      for (const status of ["EXPIRED", "CANCELLED", "FAILURE", "REFUNDED", "CAPTURED"]) {
        const { exit, told } = yield* watching([status])
        assert.isTrue(Exit.isSuccess(exit), status)
        assert.deepStrictEqual(told, [status])
      }
    }))

  it.effect("a status nobody knows, or none, decides nothing", () =>
    Effect.gen(function*() {
      const { exit, told } = yield* watching([undefined, "ON_FIRE", undefined, "PAID"])
      assert.isTrue(Exit.isSuccess(exit))
      assert.deepStrictEqual(told, ["none", "ON_FIRE", "none", "PAID"])
    }))

  it.effect("an outage is told once, and again only after it was over", () =>
    Effect.gen(function*() {
      const { exit, told } = yield* watching([out, out, "PENDING", out, out, "PENDING", "PAID"])
      assert.isTrue(Exit.isSuccess(exit))
      assert.deepStrictEqual(told, ["Unavailable", "PENDING", "Unavailable", "PAID"])
    }))

  it.effect("when the time is over it says how the order stands, and the last question is at the end", () =>
    Effect.gen(function*() {
      const { asked, exit } = yield* watching(["PENDING"], 10)
      assert.deepStrictEqual(asked, [0, 2000, 5000, 9500, 10_000])
      assert.strictEqual(Exit.isFailure(exit) && exit.cause.toString().includes("StillOpen"), true)
      const unseen = yield* watching([out], 10)
      assert.deepStrictEqual(unseen.told, ["Unavailable"])
      assert.isTrue(Exit.isFailure(unseen.exit))
    }))

  it.effect("an order Finpay does not know ends it at once", () =>
    Effect.gen(function*() {
      const { asked, exit } = yield* watching([unknown])
      assert.strictEqual(asked.length, 1)
      assert.strictEqual(Exit.isFailure(exit) && exit.cause.toString().includes("NotFound"), true)
    }))

  const Every = Schema.Int.check(Schema.isBetween({ minimum: 1000, maximum: 3_600_000 }))
  const Count = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 5000 }))

  it.prop(
    "pauses begin with what was asked for, never shrink, and never pass 30 seconds by themselves",
    [Every, Count],
    ([every, count]) => {
      assert.strictEqual(pauseAfter(every, 0), every)
      assert.isAtLeast(pauseAfter(every, count + 1), pauseAfter(every, count))
      assert.isAtMost(pauseAfter(every, count), Math.max(every, 30_000))
    }
  )
})
