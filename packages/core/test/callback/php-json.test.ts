import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { scanJson } from "../../src/callback/json-scanner.ts"
import { phpEncode } from "../../src/callback/php-json.ts"
import type { PhpJsonOptions } from "../../src/callback/php-json.ts"

const reencode = (text: string, options: Partial<PhpJsonOptions> = {}): string | undefined => {
  const scanned = scanJson(text)
  assert(Result.isSuccess(scanned))
  return phpEncode(scanned.success, { objects: "array", numbers: "decoded", unescaped: false, ...options })
}

/** Each answer was given by PHP 8.2: `json_encode(json_decode($text, true))`. */
const answers: ReadonlyArray<readonly [text: string, answer: string]> = [
  ["-0", "0"],
  ["-0.0", "-0"],
  ["-0e1", "-0"],
  ["0.0", "0"],
  ["1e2", "100"],
  ["10000.0", "10000"],
  ["10000.50", "10000.5"],
  ["0.1", "0.1"],
  ["0.30000000000000004", "0.30000000000000004"],
  ["1e15", "1000000000000000"],
  ["1e16", "10000000000000000"],
  ["1e17", "1.0e+17"],
  ["12345678901234567.0", "12345678901234568"],
  ["123456789012345678.0", "1.2345678901234568e+17"],
  ["0.0001", "0.0001"],
  ["0.000123", "0.000123"],
  ["0.00001", "1.0e-5"],
  ["-1.5e-5", "-1.5e-5"],
  ["1e25", "1.0e+25"],
  ["1.0e+25", "1.0e+25"],
  ["1.234e100", "1.234e+100"],
  ["5e-324", "5.0e-324"],
  ["1.7976931348623157e308", "1.7976931348623157e+308"],
  ["1e-400", "0"],
  ["-1e-400", "-0"],
  ["1000000000000000000", "1000000000000000000"],
  ["9223372036854775806", "9223372036854775806"],
  ["9223372036854775807", "9223372036854775807"],
  ["9223372036854775808", "9.223372036854776e+18"],
  ["-9223372036854775808", "-9223372036854775808"],
  ["-9223372036854775809", "-9.223372036854776e+18"],
  ["9999999999999999999", "1.0e+19"],
  ["12345678901234567890", "1.2345678901234567e+19"],
  ["123456789012345678901234567890", "1.2345678901234568e+29"],
  ["{}", "[]"],
  ["[]", "[]"],
  ["{\"a\":{}}", "{\"a\":[]}"],
  ["{\"0\":1,\"1\":2}", "[1,2]"],
  ["{\"1\":1,\"0\":2}", "{\"1\":1,\"0\":2}"],
  ["{\"0\":1,\"2\":2}", "{\"0\":1,\"2\":2}"],
  ["{\"0\":1,\"01\":2}", "{\"0\":1,\"01\":2}"],
  ["{\"-0\":1}", "{\"-0\":1}"],
  ["{\"\":1}", "{\"\":1}"],
  ["{\"9223372036854775807\":1}", "{\"9223372036854775807\":1}"],
  ["{\"\\u0000a\":1}", "{\"\\u0000a\":1}"],
  ["{\"/é\":[null,true,false]}", "{\"\\/\\u00e9\":[null,true,false]}"],
  ["\"\\u0001\\u001f\\b\\f\\n\\r\\t\\/\\\"\\\\\"", "\"\\u0001\\u001f\\b\\f\\n\\r\\t\\/\\\"\\\\\""],
  ["\"\\u007f\\u0080\\u00E9\\u2028\\u2029\"", "\"\u007f\\u0080\\u00e9\\u2028\\u2029\""],
  ["\"😀\\uD83D\\uDE00\"", "\"\\ud83d\\ude00\\ud83d\\ude00\""],
  [" [ 1 , \"a b\" ] ", "[1,\"a b\"]"]
]

describe("phpEncode", () => {
  for (const [text, answer] of answers) {
    it(`writes ${text} as ${answer}`, () => assert.strictEqual(reencode(text), answer))
  }

  it("keeps objects as objects when PHP does", () => {
    const options = { objects: "object" } as const
    assert.strictEqual(
      reencode("{\"a\":{},\"b\":{\"0\":1,\"1\":2},\"c\":[]}", options),
      "{\"a\":{},\"b\":{\"0\":1,\"1\":2},\"c\":[]}"
    )
  })

  it("keeps the spelling of numbers when PHP did not read them", () => {
    const text = "[-0,10000.0,1e5,123456789012345678901234567890,1e400]"
    assert.strictEqual(reencode(text, { numbers: "kept" }), text)
  })

  it("leaves slashes and Unicode, but not the line separators, with the two flags", () => {
    const text = "{\"a\\/\\u00e9\":\"\\ud83d\\ude00\\u2028\\u2029\\u0080\\u0001\\\"\\\\\"}"
    assert.strictEqual(reencode(text, { unescaped: true }), "{\"a/é\":\"😀\\u2028\\u2029\u0080\\u0001\\\"\\\\\"}")
  })

  it("has no answer for a number that is infinite to PHP", () => {
    assert.isUndefined(reencode("{\"a\":[1e400]}"))
    assert.isUndefined(reencode("-1e400"))
    assert.isUndefined(reencode("9".repeat(400)))
  })
})
