import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { FinpayClock } from "../../src/health/FinpayClock.ts"

describe("Finpay's clock", () => {
  it.effect("is read from the Date of its last answer", () =>
    Effect.gen(function*() {
      const { hear, skewSeconds } = yield* FinpayClock
      assert.isNull(yield* skewSeconds)
      yield* TestClock.setTime(Date.parse("2026-11-21T10:00:00.400Z"))
      hear("Sat, 21 Nov 2026 10:00:00 GMT")
      assert.strictEqual(Math.abs((yield* skewSeconds) ?? 9), 0)
      hear("Sat, 21 Nov 2026 09:50:00 GMT")
      assert.strictEqual(yield* skewSeconds, 600)
      hear("yesterday")
      assert.strictEqual(yield* skewSeconds, 600)
    }).pipe(Effect.provide(FinpayClock.layer)))
})
