import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { keyOf } from "../../src/store/key.ts"

describe("the key of a reference", () => {
  it.prop("is a whole number that a database keeps exactly", [Schema.String], ([reference]) => {
    assert.isTrue(Number.isSafeInteger(keyOf(reference)) && keyOf(reference) >= 0)
    assert.strictEqual(keyOf(reference), keyOf(reference.split("").join("")))
  })

  it("is shared by hardly any two of many that are alike", () => {
    const keys = new Set<number>()
    for (let number = 0; number < 300_000; number += 1) keys.add(keyOf(`INV-2026-${number}`))
    for (let number = 0; number < 300_000; number += 1) keys.add(keyOf(`${number}-2026-INV`))
    assert.isAtLeast(keys.size, 600_000 - 3)
  })
})
