import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { clockFinding, readClock } from "../../src/doctor/clock.ts"
import { durationText } from "../../src/doctor/duration-text.ts"

const noon = Date.parse("2026-01-01T12:00:00Z")
const header = (millis: number) => new Date(millis).toUTCString()

describe("this machine's clock", () => {
  it.prop(
    "is never said to be further off than it is, however long the answer took",
    [
      Schema.Int.check(Schema.isBetween({ minimum: -7_200_000, maximum: 7_200_000 })),
      Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 9_000 })),
      Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 9_000 }))
    ],
    ([ahead, there, back]) => {
      // The server reads its clock when the question has come; its header forgets the milliseconds.
      const reading = readClock(header(noon), noon + ahead - there, noon + ahead + back)
      const { aheadMillis, withinMillis } = reading ?? { aheadMillis: Number.NaN, withinMillis: 0 }
      assert.isAtMost(Math.abs(aheadMillis - ahead), withinMillis)
    }
  )

  it("is well, worth a look, or wrong where SNAP is used", () => {
    const level = (ahead: number, usesSnap = true) =>
      clockFinding(readClock(header(noon), noon + ahead, noon + ahead + 20), usesSnap).level
    assert.deepStrictEqual([0, 59_000, 70_000, -70_000, 302_000, -400_000].map((ahead) => level(ahead)), [
      "ok",
      "ok",
      "warning",
      "warning",
      "failed",
      "failed"
    ])
    // Only SNAP calls carry a time.
    assert.strictEqual(level(-400_000, false), "warning")
  })

  it("is told with the difference and the limit", () => {
    const { blames, says } = clockFinding(readClock(header(noon), noon + 425_000, noon + 425_000), true)
    assert.strictEqual(says, "7 min 4 s ahead of the server's; SNAP calls are refused from about 5 min")
    assert.strictEqual(blames, "settings")
    assert.match(clockFinding(readClock(header(noon), noon - 425_000, noon - 425_000), true).says, /^7 min 5 s behind/u)
  })

  it("cannot be compared with a server that names no time", () => {
    for (const date of [null, "", "yesterday"]) {
      assert.strictEqual(clockFinding(readClock(date, noon, noon), true).level, "warning")
    }
  })
})

describe("a length of time", () => {
  it("is told in the two largest units it has", () => {
    assert.deepStrictEqual(
      [0, 400, 1_000, 61_000, 3_600_000, 3_661_000, 90_000_000, 86_400_000 * 3].map(durationText),
      ["0 s", "0 s", "1 s", "1 min 1 s", "1 h", "1 h 1 min", "1 d 1 h", "3 d"]
    )
  })
})
