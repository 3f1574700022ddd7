import { assert, describe, it } from "@effect/vitest"
import { DateTime, Effect, Schema } from "effect"
import { FinpayTime, parseFinpayTime } from "../../src/time/FinpayTime.ts"

const millis = (text: string): number | undefined => parseFinpayTime(text).instant?.epochMilliseconds

/** A minute between the years 1970 and 9000, which every form below can write. */
const Minute = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 3_696_000_000 }))

describe("FinpayTime", () => {
  it.prop("without a zone is Western Indonesian time", [Minute], ([minute]) => {
    const utc = new Date(minute * 60_000)
    const wib = new Date(minute * 60_000 + 7 * 3_600_000).toISOString().slice(0, 19)
    for (const text of [wib, wib.replace("T", " "), `${wib}+07:00`, `${wib}+0700`, `${wib}+07`, `${wib} +07:00`]) {
      assert.strictEqual(millis(text), utc.getTime(), text)
    }
  })

  it.prop("with a zone is the instant any ISO 8601 reader gives", [Minute], ([minute]) => {
    const wall = new Date(minute * 60_000).toISOString().slice(0, 19)
    for (const zone of ["Z", "z", "+00:00", "-00:00", "+07:00", "-07:00", "+05:30", "-03:30", "+14:00", "-12:00"]) {
      assert.strictEqual(millis(`${wall}${zone}`), Date.parse(`${wall}${zone.toUpperCase()}`), `${wall}${zone}`)
    }
  })

  it("takes fractions of a second, and minutes without seconds", () => {
    const base = Date.UTC(2024, 5, 7, 3, 3, 54)
    assert.strictEqual(millis("2024-06-07T10:03:54.1+07:00"), base + 100)
    assert.strictEqual(millis("2024-06-07T10:03:54.123+07:00"), base + 123)
    assert.strictEqual(millis("2024-06-07 10:03:54,123456789"), base + 123)
    assert.strictEqual(millis("2024-06-07 10:03"), Date.UTC(2024, 5, 7, 3, 3))
    assert.strictEqual(millis(" 2024-06-07 10:03:54 "), base)
  })

  it("keeps the text of what is no time, and makes up no instant", () => {
    const impossible = [
      "",
      "x",
      "2024-13-07T10:03:54+07:00",
      "2024-00-07T10:03:54+07:00",
      "2024-02-30 10:03:54",
      "2023-02-29 10:03:54",
      "2024-06-31 10:03:54",
      "2024-06-07 24:00:00",
      "2024-06-07 10:60:00",
      "2016-12-31T23:59:60Z",
      "0000-00-00 00:00:00",
      // Date.UTC would read this as 1901.
      "0001-01-01 00:00:00",
      "2024-06-07T10:03:54+15:00",
      "2024-06-07T10:03:54+07:60",
      "2024-06-07T10:03:54+99:99",
      "20240607T100354+0700",
      "07-06-2024 10:03:54",
      "2024-06-07",
      "1717732800"
    ]
    for (const text of impossible) assert.deepStrictEqual(parseFinpayTime(text), { raw: text })
  })

  it.prop("never throws and never loses the text", [Schema.String], ([text]) => {
    assert.strictEqual(parseFinpayTime(text).raw, text)
  })

  it.effect("goes out as it came in", () =>
    Effect.gen(function*() {
      for (const text of ["2023-05-16 20:22:23", "2024-06-07T10:03:54-07:00", "not a time"]) {
        const time = yield* Schema.decodeEffect(FinpayTime)(text)
        assert.strictEqual(yield* Schema.encodeEffect(FinpayTime)(time), text)
      }
    }))

  it("is recognised by its shape, instant included", () => {
    const is = Schema.is(FinpayTime)
    assert.isTrue(is({ raw: "x" }))
    assert.isTrue(is({ raw: "x", instant: DateTime.makeUnsafe(0) }))
    assert.isFalse(is({ raw: "x", instant: "yesterday" }))
    assert.isFalse(is({ raw: 5 }))
    assert.isFalse(is("2023-05-16 20:22:23"))
    assert.isFalse(is(null))
  })
})
