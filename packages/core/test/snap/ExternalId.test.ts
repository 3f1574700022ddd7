import { assert, describe, it } from "@effect/vitest"
import { Cause, Effect, Exit, Schema } from "effect"
import { TestClock } from "effect/testing"
import { ExternalId, makeExternalId, makeExternalIdOf, ReceivedExternalId } from "../../src/snap/ExternalId.ts"

const isSent = Schema.is(ExternalId)
const isReceived = Schema.is(ReceivedExternalId)

describe("ExternalId", () => {
  it("is 1 to 32 digits when sent", () => {
    for (const id of ["1", "0".repeat(32)]) assert.isTrue(isSent(id))
    for (const id of ["", "1".repeat(33), "12a", "1-2", "1\n", "１"]) assert.isFalse(isSent(id))
  })

  it("is 1 to 36 letters, digits or dashes when received", () => {
    for (const id of ["1", "9f2b6a0e-52b5-4c5d-8f0e-0f3b2f0f7f11"]) assert.isTrue(isReceived(id))
    for (const id of ["", "1".repeat(37), "a_b", "a b", "a\n", "é"]) assert.isFalse(isReceived(id))
  })
})

describe("makeExternalId", () => {
  it.effect("begins with the clock time of Western Indonesia", () =>
    Effect.gen(function*() {
      yield* TestClock.setTime(Date.parse("2024-06-07T20:03:54.321Z"))
      const id = yield* makeExternalId
      assert.match(id, /^20240608030354321\d{15}$/u)
    }))

  it.effect("makes 100,000 ids in the same millisecond that do not meet", () =>
    Effect.gen(function*() {
      const ids = new Set<string>()
      for (let made = 0; made < 100_000; made++) ids.add(yield* makeExternalId)
      // Once in 200,000 runs two of them meet; two pairs do not.
      assert.isAtLeast(ids.size, 99_999)
    }))

  it.effect("makes shorter ids that keep the random digits and the fastest digits of the clock", () =>
    Effect.gen(function*() {
      yield* TestClock.setTime(Date.parse("2024-06-07T03:03:54.321Z"))
      assert.match(yield* makeExternalIdOf(24), /^100354321\d{15}$/u)
      assert.match(yield* makeExternalIdOf(15), /^\d{15}$/u)
      assert.notStrictEqual(yield* makeExternalIdOf(15), yield* makeExternalIdOf(15))
    }))

  it.effect("dies when so many digits are not possible", () =>
    Effect.gen(function*() {
      for (const digits of [14, 33, 20.5, Number.NaN]) {
        const exit = yield* Effect.exit(makeExternalIdOf(digits))
        assert.isTrue(Exit.isFailure(exit) && Cause.hasDies(exit.cause))
      }
    }))
})
