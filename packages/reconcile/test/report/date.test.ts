import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { readDate } from "../../src/report/date.ts"
import type { DayOrder } from "../../src/report/date.ts"

const problemOf = (text: string | number, order?: DayOrder): string => {
  const read = readDate(text, order)
  return "problem" in read ? read.problem : assert.fail(`${text} was read`)
}

const two = (number: number): string => String(number).padStart(2, "0")

describe("a date", () => {
  const read: ReadonlyArray<readonly [string | number, string]> = [
    ["2026-11-21", "2026-11-20T17:00:00Z"],
    ["2026-11-21 10:00:00", "2026-11-21T03:00:00Z"],
    ["2026-11-21 10:00", "2026-11-21T03:00:00Z"],
    ["2026-11-21T10:00:00Z", "2026-11-21T10:00:00Z"],
    ["2026-11-21T10:00:00.123+08:00", "2026-11-21T02:00:00Z"],
    ["2026/11/21 1:05", "2026-11-20T18:05:00Z"],
    ["20261121", "2026-11-20T17:00:00Z"],
    [20261121, "2026-11-20T17:00:00Z"],
    ["21/11/2026", "2026-11-20T17:00:00Z"],
    ["21-11-2026 10.00.00", "2026-11-21T03:00:00Z"],
    ["21.11.2026, 10:00", "2026-11-21T03:00:00Z"],
    ["11/21/2026", "2026-11-20T17:00:00Z"],
    ["05/05/2026", "2026-05-04T17:00:00Z"],
    ["21 Nov 2026", "2026-11-20T17:00:00Z"],
    ["1-Agustus-2026 10:00 WIB", "2026-08-01T03:00:00Z"],
    ["1 Mei 2026", "2026-04-30T17:00:00Z"],
    ["1 May 2026", "2026-04-30T17:00:00Z"],
    ["31 Desember 2026", "2026-12-30T17:00:00Z"]
  ]
  for (const [text, instant] of read) {
    it(`${text} is ${instant}`, () => assert.deepStrictEqual(readDate(text), { at: Date.parse(instant) }))
  }

  const refused: ReadonlyArray<readonly [string, string]> = [
    ["", "is empty"],
    ["03/04/2026", "may begin with the day or the month"],
    ["21/11/26", "is not a date"],
    ["2026-02-30", "is not a date"],
    ["32/12/2026", "is not a date"],
    ["13/13/2026", "is not a date"],
    ["2026-11-21 25:00", "is not a date"],
    ["1 Xyz 2026", "is not a date"],
    ["46347", "is not a date"],
    ["yesterday", "is not a date"]
  ]
  for (const [text, problem] of refused) {
    it(`${JSON.stringify(text)} is refused`, () => assert.include(problemOf(text), problem))
  }

  it("is not shown at length", () => assert.isBelow(problemOf("x".repeat(5000)).length, 120))

  const Day = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 28 }))
  const Month = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 12 }))

  it.prop("is the same however it is written", [Day, Month], ([day, month]) => {
    const expected = { at: Date.parse(`2026-${two(month)}-${two(day)}T00:00:00+07:00`) }
    assert.deepStrictEqual(readDate(`2026-${two(month)}-${two(day)}`), expected)
    assert.deepStrictEqual(readDate(`${day}/${month}/2026`, "dmy"), expected)
    assert.deepStrictEqual(readDate(`${month}/${day}/2026`, "mdy"), expected)
    const unordered = readDate(`${day}/${month}/2026`)
    if ("at" in unordered) assert.deepStrictEqual(unordered, expected)
    else assert.isTrue(day <= 12 && day !== month)
  })
})
