import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { hasBackslashName } from "../../../../packages/core/test/backslash-name.ts"
import { jsonLine } from "../../src/output/answer.ts"

describe("a JSON value for a script", () => {
  it("shows nothing that a terminal would act on, and is the same when it is read", () => {
    // A line is cleared by the one byte that stands for escape and bracket, and turned around by a mark.
    const value = { name: "a\u009b2Kb\u0085c\u007f", "\u202ekey": ["\u2067x\u2069", "Toko “Maju” é 😀", "\u2028"] }
    const line = jsonLine(value)
    assert.strictEqual(
      line,
      "{\"name\":\"a\\u009b2Kb\\u0085c\\u007f\",\"\\u202ekey\":[\"\\u2067x\\u2069\",\"Toko “Maju” é 😀\",\"\\u2028\"]}\n"
    )
    assert.deepStrictEqual(JSON.parse(line), value)
  })

  it.prop("is one line without control characters, whatever it holds", [Schema.Json], ([value]) => {
    const line = jsonLine(value)
    assert.notMatch(line.slice(0, -1), /[\p{Cc}\u2028-\u202e\u2066-\u2069]/u)
    if (!hasBackslashName(line)) assert.strictEqual(JSON.stringify(JSON.parse(line)), JSON.stringify(value))
  })
})
