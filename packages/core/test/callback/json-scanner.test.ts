import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import { scanJson } from "../../src/callback/json-scanner.ts"
import type { JsonNode } from "../../src/callback/json-scanner.ts"
import { hasBackslashName } from "../backslash-name.ts"

const valueOf = (node: JsonNode): unknown => {
  switch (node.kind) {
    case "object":
      return Object.fromEntries(node.members.map(({ key, value }) => [key, valueOf(value)]))
    case "array":
      return node.items.map(valueOf)
    case "number":
      return Number(node.text)
    default:
      return node.value
  }
}

const reasonOf = (text: string, maxDepth?: number): string =>
  Result.match(scanJson(text, maxDepth), { onFailure: ({ reason }) => reason, onSuccess: () => "accepted" })

const accepted = [
  "{}",
  " [ ] ",
  "\t\r\n1 ",
  "-0",
  "0.0",
  "1E400",
  "-12.50e-7",
  "123456789012345678901234567890",
  "\"\"",
  "\"\\u0000\\ud83d\\ude00\\/\\b\\f\\n\\r\\t\\\\\\\"\"",
  "\"\u007f\u2028é😀\"",
  "[[],{},null,true,false]",
  "{\"\":1,\"a\":{\"\":2},\"A\":3,\"__proto__\":4}",
  "{\"1\":1,\"01\":2,\"1.0\":3}"
]

const malformed = [
  "",
  " ",
  "\ufeff{}",
  "{",
  "[1",
  "[1,]",
  "[,1]",
  "[1 2]",
  "{\"a\":1,}",
  "{\"a\"}",
  "{\"a\":}",
  "{\"a\" 1}",
  "{a:1}",
  "{1:1}",
  "{'a':1}",
  "{} {}",
  "{}x",
  "01",
  "+1",
  ".5",
  "1.",
  "1e",
  "1e+",
  "- 1",
  "--1",
  "0x10",
  "NaN",
  "Infinity",
  "True",
  "nul",
  "nullx",
  "undefined",
  "\"",
  "\"a",
  "\"\\\"",
  "\"\\x41\"",
  "\"\\u12\"",
  "\"\\u12G4\"",
  "\"\\u 123\"",
  "\"a\nb\"",
  "\"\u0000\"",
  "\"\\ud800\"",
  "\"\\udc00\"",
  "\"\\ud800\\u0041\"",
  "\"\\ud800\\\\dc00\"",
  "\"\\ude00\\ud83d\"",
  "\u00a01",
  "1\u2028",
  "1\u0000",
  "// a\n1",
  "/* a */ 1"
]

describe("scanJson", () => {
  for (const text of accepted) {
    it(`accepts ${JSON.stringify(text)}`, () => {
      const scanned = scanJson(text)
      assert(Result.isSuccess(scanned))
      assert.deepStrictEqual(valueOf(scanned.success), JSON.parse(text))
    })
  }

  for (const text of malformed) {
    it(`refuses ${JSON.stringify(text)}`, () => assert.strictEqual(reasonOf(text), "syntax"))
  }

  it("reads names that hold a backslash, and names with an escape beside them", () => {
    const scanned = scanJson("[{\"\\\\\":1},{\"\\n\":2},{\"a\\\\\":3},{\"a\\u0062\":4},{\"\\u005C\":5}]")
    assert(Result.isSuccess(scanned))
    assert.deepStrictEqual(valueOf(scanned.success), [{ "\\": 1 }, { "\n": 2 }, { "a\\": 3 }, { ab: 4 }, { "\\": 5 }])
  })

  it("keeps the spelling of numbers", () => {
    const scanned = scanJson("[1.0e+25,10000.0,-0,123456789012345678901234567890]")
    assert(Result.isSuccess(scanned) && scanned.success.kind === "array")
    assert.deepStrictEqual(
      scanned.success.items.map((item) => item.kind === "number" ? item.text : item.kind),
      ["1.0e+25", "10000.0", "-0", "123456789012345678901234567890"]
    )
  })

  it("says where the members stand", () => {
    const text = "{ \"a\" : [1, 2] ,\n\"é\":{\"b\":3}}"
    const scanned = scanJson(text)
    assert(Result.isSuccess(scanned) && scanned.success.kind === "object")
    assert.deepStrictEqual(
      scanned.success.members.map(({ start, end }) => text.slice(start, end)),
      ["\"a\" : [1, 2]", "\"é\":{\"b\":3}"]
    )
  })

  for (
    const [text, offset, depth] of [
      ["{\"a\":1,\"a\":1}", 7, 1],
      ["{\"a\":1,\"\\u0061\":2}", 7, 1],
      ["{\"/\":1,\"\\/\":2}", 7, 1],
      ["{\"x\":{\"a\":1,\"b\":2,\"a\":3}}", 18, 2],
      ["{\"x\":[[{\"a\":{},\"a\":{}}]]}", 15, 4],
      ["{\"\":1,\"\":2}", 6, 1]
    ] as const
  ) {
    it(`refuses the member that is there twice: ${text}`, () => {
      const scanned = scanJson(text)
      assert(Result.isFailure(scanned) && scanned.failure.reason === "duplicate-member")
      assert.deepStrictEqual([scanned.failure.offset, scanned.failure.depth], [offset, depth])
    })
  }

  it("allows one name in different objects", () => {
    assert.strictEqual(reasonOf("{\"a\":{\"a\":1},\"b\":{\"a\":2},\"c\":[{\"a\":3},{\"a\":4}]}"), "accepted")
  })

  it("goes 512 levels deep and no deeper", () => {
    const nested = (depth: number) => "[{\"a\":".repeat(depth / 2) + "1" + "}]".repeat(depth / 2)
    assert.strictEqual(reasonOf(nested(512)), "accepted")
    assert.strictEqual(reasonOf(nested(514)), "too-deep")
    assert.strictEqual(reasonOf("[".repeat(1_000_000)), "too-deep")
    assert.strictEqual(reasonOf("[[1]]", 2), "accepted")
    assert.strictEqual(reasonOf("[[[1]]]", 2), "too-deep")
  })

  // Where JSON.parse is more lenient than we are, and rightly so for a general parser.
  const stricter = (text: string, reason: string): boolean =>
    reason === "duplicate-member" || (reason === "syntax" && /\\u[dD][89a-fA-F]/u.test(text))

  const agreesWithJsonParse = (text: string): void => {
    if (hasBackslashName(text)) return
    const scanned = scanJson(text)
    let parsed: { readonly value: unknown } | undefined
    try {
      parsed = { value: JSON.parse(text) }
    } catch {
      parsed = undefined
    }
    if (Result.isSuccess(scanned)) assert.deepStrictEqual({ value: valueOf(scanned.success) }, parsed)
    else if (parsed !== undefined) assert.isTrue(stricter(text, scanned.failure.reason), text)
  }

  it.prop(
    "reads what JSON.stringify writes, compact or pretty",
    [Schema.Json],
    ([value]) => {
      agreesWithJsonParse(JSON.stringify(value))
      agreesWithJsonParse(JSON.stringify(value, null, 4))
    },
    { arbitrary: { runs: 1000, seed: 1 } }
  )

  const edit = Schema.Struct({
    at: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 1_000_000 })),
    remove: Schema.Literals([0, 1, 2]),
    insert: Schema.Literals([
      ..."{}[]\":,\\u/ .-+eE019tfn\n\té".split(""),
      "",
      "\"a\":1,",
      "\\u0061",
      "\\ud83d",
      "null"
    ])
  })

  it.prop(
    "agrees with JSON.parse on damaged texts",
    [Schema.Json, Schema.Array(edit).check(Schema.isMinLength(1), Schema.isMaxLength(3))],
    ([value, edits]) => {
      let text = JSON.stringify(value)
      for (const { at, remove, insert } of edits) {
        const from = at % (text.length + 1)
        text = text.slice(0, from) + insert + text.slice(from + remove)
      }
      agreesWithJsonParse(text)
    },
    { arbitrary: { runs: 5000, seed: 2 } }
  )
})
