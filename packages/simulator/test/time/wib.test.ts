import { assert, describe, it } from "@effect/vitest"
import { wibDay, wibIso, wibNaive } from "../../src/time/wib.ts"

describe("Western Indonesian time", () => {
  it("is seven hours ahead of UTC, in Finpay's forms", () => {
    const instant = Date.parse("2023-12-31T17:00:01.999Z")
    assert.strictEqual(wibNaive(instant), "2024-01-01 00:00:01")
    assert.strictEqual(wibIso(instant), "2024-01-01T00:00:01+07:00")
    assert.strictEqual(wibDay(instant), "2024-01-01")
    assert.strictEqual(wibDay(instant - 2000), "2023-12-31")
  })
})
