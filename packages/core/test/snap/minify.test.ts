import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { createHash } from "node:crypto"
import { minifyJson } from "../../src/snap/minify.ts"
import { vectors } from "../snap-vectors.ts"

const tokens = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^"{}[\],:]+/gsu

/** The compact JSON of a value, with the blanks put around its tokens in turn. */
const spread = (compact: string, blanks: ReadonlyArray<string>): string =>
  (compact.match(tokens) ?? [])
    .map((token, at) => token + (blanks[at % blanks.length] ?? ""))
    .join("")

const Blanks = Schema.NonEmptyArray(Schema.Literals(["", " ", "\t", "\n", "\r\n", " \n\t "]))

describe("minifyJson", () => {
  for (const { id, minified, raw, sha256Hex } of vectors.minify) {
    it(`known answer ${id}`, () => {
      assert.strictEqual(minifyJson(raw), minified)
      assert.strictEqual(createHash("sha256").update(minifyJson(raw)).digest("hex"), sha256Hex)
    })
  }

  it.prop("undoes any white space between the tokens of a JSON text", [Schema.Json, Blanks], ([value, blanks]) => {
    const compact = JSON.stringify(value)
    assert.strictEqual(minifyJson(spread(compact, blanks)), compact)
    assert.strictEqual(minifyJson(JSON.stringify(value, null, "\t")), compact)
  })

  it.prop("changes nothing when repeated, for any text", [Schema.String], ([text]) => {
    const once = minifyJson(text)
    assert.strictEqual(minifyJson(once), once)
  })

  it("keeps what parsing would change: order, numbers, escapes, doubled members", () => {
    const text = String.raw`{"b":1.0,"a":1E3,"2":0,"1":-0,"u":"\u00e9\/","b":"\\"}`
    assert.strictEqual(minifyJson(text.replaceAll(",", " ,\n")), text)
  })

  it("keeps white space that JSON does not know, and a byte order mark", () => {
    assert.strictEqual(minifyJson("\ufeff{\u00a0\f\v}"), "\ufeff{\u00a0\f\v}")
  })

  it("copies an unclosed string to its end", () => {
    assert.strictEqual(minifyJson(String.raw`{ "a" : "b c \" d `), String.raw`{"a":"b c \" d `)
    assert.strictEqual(minifyJson("\"\\"), "\"\\")
  })

  it("takes ten megabytes of the worst kinds", () => {
    const size = 10_000_000
    assert.strictEqual(minifyJson(" ".repeat(size)), "")
    assert.strictEqual(minifyJson("1 ".repeat(size / 2)).length, size / 2)
    assert.strictEqual(minifyJson(`"${" ".repeat(size)}`).length, size + 1)
    assert.strictEqual(minifyJson(`"${"\\".repeat(size)}`).length, size + 1)
  })
})
