import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { makePace } from "../../src/batch/pace.ts"

/** When each of so many passed, in milliseconds. */
const passed = Effect.fnUntraced(function*(perSecond: number | undefined, count: number) {
  const pace = makePace(perSecond)
  const passing = yield* Effect.forkChild(
    Effect.forEach(Array.from({ length: count }), () => Effect.andThen(pace, Clock.currentTimeMillis), {
      concurrency: "unbounded"
    })
  )
  yield* TestClock.adjust("1 hour")
  return yield* Fiber.join(passing)
})

describe("the pace", () => {
  it.effect("is so many a second, evenly, however many come at once", () =>
    Effect.gen(function*() {
      for (const rate of [1, 5, 250, 1000]) {
        const times = yield* passed(rate, 3 * rate)
        const [first = 0] = times
        assert.deepStrictEqual(times.map((time) => time - first), times.map((_, at) => Math.ceil(at * 1000 / rate)))
      }
    }))

  it.effect("may be less than one a second", () =>
    Effect.gen(function*() {
      const [one = 0, two = 0] = yield* passed(0.1, 2)
      assert.strictEqual(two - one, 10_000)
    }))

  it.effect("without a rate nobody waits", () =>
    Effect.gen(function*() {
      const times = yield* passed(undefined, 1000)
      assert.strictEqual(new Set(times).size, 1)
    }))
})
