import { assert, describe, it } from "@effect/vitest"
import { DateTime, Result, Schema } from "effect"
import { formatSnapTimestamp, isSnapTimestampFresh, parseSnapTimestamp } from "../../src/snap/Timestamp.ts"
import { vectors } from "../snap-vectors.ts"

const reasonOf = (text: string) =>
  Result.match(parseSnapTimestamp(text), {
    onFailure: (error) => error.reason,
    onSuccess: () => "accepted" as const
  })
const instantOf = (text: string) => DateTime.formatIso(Result.getOrThrow(parseSnapTimestamp(text)).instant)

const expectedOf = (form: string) =>
  form.startsWith("reject 400xx02") ? "missing" : form.startsWith("reject") ? "malformed" : "accepted"

// Years 1970 to 9999.
const Millis = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 253_370_764_799_000 }))

describe("parseSnapTimestamp", () => {
  for (const { form, value } of vectors.timestamps) {
    it(`known answer ${JSON.stringify(value)}: ${form}`, () => {
      assert.strictEqual(reasonOf(value), expectedOf(form))
    })
  }

  it("reads zones and fractions to the instant, and keeps the text", () => {
    assert.strictEqual(instantOf("2024-06-07T10:03:54+07:00"), "2024-06-07T03:03:54.000Z")
    assert.strictEqual(instantOf("2024-06-07T00:03:54-07:30"), "2024-06-07T07:33:54.000Z")
    assert.strictEqual(instantOf("2024-03-05T10:37:16.1969999Z"), "2024-03-05T10:37:16.196Z")
    assert.strictEqual(instantOf("2024-02-29T23:59:59.5+14:00"), "2024-02-29T09:59:59.500Z")
    const raw = "2024-06-07T10:03:54.000000001+07:00"
    assert.strictEqual(Result.getOrThrow(parseSnapTimestamp(raw)).raw, raw)
  })

  it("refuses other forms and times that do not exist", () => {
    const texts = [
      "2024-06-07T10:03:54",
      "2024-06-07T10:03:54+0700",
      "2024-06-07T10:03:54+07",
      "2024-06-07T10:03:54 07:00",
      "2024-06-07T10:03:54.+07:00",
      "2024-06-07T10:03:54.1234567890Z",
      "2024-06-07T10:03:54,5Z",
      "2024-06-07t10:03:54z",
      "2024-06-07T10:03Z",
      "2024-06-07T24:00:00Z",
      "2024-06-07T10:60:00Z",
      "2024-06-07T10:03:60Z",
      "2023-02-29T10:03:54Z",
      "2024-04-31T10:03:54Z",
      "2024-00-07T10:03:54Z",
      "2024-06-07T10:03:54+15:00",
      "2024-06-07T10:03:54+07:60",
      "0024-06-07T10:03:54Z",
      "1717729434",
      " 2024-06-07T10:03:54Z",
      "2024-06-07T10:03:54Z\n",
      "２０２４-06-07T10:03:54Z"
    ]
    for (const text of texts) assert.strictEqual(reasonOf(text), "malformed", text)
  })

  it("says what is wrong in words", () => {
    const missing = parseSnapTimestamp("")
    assert.isTrue(Result.isFailure(missing) && missing.failure.message === "the timestamp is missing")
  })
})

describe("formatSnapTimestamp", () => {
  it.prop("writes 25 characters that read back to the same second", [Millis], ([millis]) => {
    const text = formatSnapTimestamp(DateTime.makeUnsafe(millis))
    assert.strictEqual(text.length, 25)
    const { instant } = Result.getOrThrow(parseSnapTimestamp(text))
    assert.strictEqual(instant.epochMilliseconds, Math.floor(millis / 1000) * 1000)
  })

  it("writes an instant of any zone in Western Indonesian time", () => {
    const zoned = DateTime.makeZonedUnsafe("2024-12-31T17:00:00.999Z", { timeZone: "America/New_York" })
    assert.strictEqual(formatSnapTimestamp(zoned), "2025-01-01T00:00:00+07:00")
  })
})

describe("isSnapTimestampFresh", () => {
  const now = DateTime.makeUnsafe("2024-06-07T03:03:54Z")
  const at = (millis: number) => DateTime.makeUnsafe(now.epochMilliseconds + millis)

  it("takes five minutes before and after, both ends included", () => {
    for (const millis of [0, 300_000, -300_000]) assert.isTrue(isSnapTimestampFresh(at(millis), now))
    for (const millis of [300_001, -300_001]) assert.isFalse(isSnapTimestampFresh(at(millis), now))
  })

  it("takes another window", () => {
    assert.isTrue(isSnapTimestampFresh(at(900_000), now, "15 minutes"))
    assert.isFalse(isSnapTimestampFresh(at(1), now, 0))
  })
})
