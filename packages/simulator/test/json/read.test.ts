import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import { readJson } from "../../src/json/read.ts"

const read = (text: string) => readJson(new TextEncoder().encode(text))

describe("reading JSON", () => {
  it.prop("reads back what was written", [Schema.Json], ([value]) => {
    const text = JSON.stringify(value)
    assert.deepStrictEqual(Result.getOrThrow(read(text)), JSON.parse(text))
  })

  it("refuses a member twice, at any depth and however it is spelt", () => {
    for (
      const text of [
        `{"a":1,"a":2}`,
        `{"a":{"b":1,"c":[{"d":1,"d":2}]}}`,
        String.raw`{"a":1,"\u0061":2}`,
        `{"__proto__":1,"__proto__":2}`
      ]
    ) {
      assert.deepStrictEqual(read(text), Result.fail("duplicate member"))
    }
    for (
      const text of [`[{"a":1},{"a":2}]`, `{"a":{"a":{"a":"a"}}}`, `{"a":"{\\"a\\":1,\\"a\\":2}"}`, `{"a":[1,"a","a"]}`]
    ) {
      assert.isTrue(Result.isSuccess(read(text)), text)
    }
  })

  it("refuses what is no JSON or no UTF-8", () => {
    for (const text of ["", "{", "{'a':1}", `{"a":01}`, `\ufeff{}`, `{"a":"\u0001"}`, "nul"]) {
      assert.deepStrictEqual(read(text), Result.fail("not JSON"), JSON.stringify(text))
    }
    assert.deepStrictEqual(readJson(new Uint8Array([0x22, 0xc3, 0x28, 0x22])), Result.fail("not UTF-8"))
  })

  it("takes time in proportion to a long string", () => {
    const long = JSON.stringify({ a: "\\\"x".repeat(300_000) })
    assert.isTrue(Result.isSuccess(read(long)))
  })
})
