import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { below, digits, letterDigits, stream, unit, uuid } from "../../src/random/Stream.ts"

describe("streams of random numbers", () => {
  it.prop("go on from their state as if they had not been saved", [
    Schema.Int.check(Schema.isBetween({ minimum: -1e9, maximum: 1e9 }))
  ], ([seed]) => {
    const one = stream(seed, "ids")
    digits(one, 5)
    const other = { state: one.state }
    assert.strictEqual(letterDigits(one, 20), letterDigits(other, 20))
    assert.strictEqual(uuid(one), uuid(other))
  })

  it("stay within their bounds and reach all of them", () => {
    const from = stream(1, "test")
    const seen = new Set(Array.from({ length: 1000 }, () => below(from, 10)))
    assert.sameMembers([...seen], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    const mean = Array.from({ length: 10_000 }, () => unit(from)).reduce((sum, value) => sum + value, 0) / 10_000
    assert.approximately(mean, 0.5, 0.02)
  })

  it("differ by seed and by name", () => {
    const texts = [stream(1, "ids"), stream(2, "ids"), stream(1, "faults")].map((one) => digits(one, 20))
    assert.strictEqual(new Set(texts).size, 3)
  })
})
