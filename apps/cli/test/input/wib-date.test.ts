import { assert, describe, it } from "@effect/vitest"
import { wibDayOf } from "../../src/input/wib-date.ts"

describe("wibDayOf", () => {
  it("a day goes from midnight to midnight in Western Indonesian time", () => {
    assert.deepStrictEqual(wibDayOf("2026-11-21"), {
      from: Date.parse("2026-11-20T17:00:00Z"),
      until: Date.parse("2026-11-21T17:00:00Z")
    })
    assert.strictEqual(wibDayOf("2028-02-29")?.from, Date.parse("2028-02-28T17:00:00Z"))
  })

  it("what is no day is none", () => {
    for (const text of ["", "2026-02-30", "2026-13-01", "2026-1-1", "21/11/2026", "2026-11-21T00:00", "2027-02-29"]) {
      assert.isUndefined(wibDayOf(text), text)
    }
  })
})
