import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { harmless } from "../../src/export/harmless.ts"

describe("a text in an export", () => {
  const texts: ReadonlyArray<readonly [string, string]> = [
    ["=1+1", "'=1+1"],
    ["+1", "'+1"],
    ["-1", "'-1"],
    ["@SUM(A1)", "'@SUM(A1)"],
    ["\t=1", "'\t'=1"],
    ["\r=1", "'\r'=1"],
    ["\n=1", "'\n'=1"],
    ["  =1", "'  =1"],
    ["\tx", "'\tx"],
    ["a; -1", "a;' -1"],
    ["\uFF1D1", "'\uFF1D1"],
    ["a,=1", "a,'=1"],
    ["a;+1", "a;'+1"],
    ["\"=1", "\"'=1"],
    ["a\n=1", "a\n'=1"],
    ["INV-2026-0001", "INV-2026-0001"],
    ["a = b", "a = b"],
    ["", ""],
    ["Rp 22.000", "Rp 22.000"]
  ]
  for (const [text, safe] of texts) {
    it(`${JSON.stringify(text)} becomes ${JSON.stringify(safe)}`, () => assert.strictEqual(harmless(text), safe))
  }

  const Nasty = Schema.Array(Schema.Literals(["=", "+", "-", "@", "\t", "\r", "\n", " ", ",", ";", "\"", "'", "a"]))

  it.prop("never begins a formula, however it is split", [Nasty], ([parts]) => {
    const text = harmless(parts.join(""))
    for (const cell of text.split(/[,;\t\r\n"]/u)) assert.notMatch(cell, /^\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/u, text)
    assert.notMatch(text, /^[\t\r\n]/u)
  })

  it.prop("is only added to", [Schema.String], ([text]) => {
    assert.strictEqual(harmless(text).replaceAll("'", ""), text.replaceAll("'", ""))
  })
})
