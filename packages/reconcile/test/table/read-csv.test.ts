import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema, Stream } from "effect"
import * as Csv from "effect/encoding/Csv"
import { readCsv } from "../../src/table/read-csv.ts"
import type { CsvOptions } from "../../src/table/read-csv.ts"
import { inPieces } from "../support/bytes.ts"

const encoder = new TextEncoder()

const read = (bytes: Uint8Array | string, options: CsvOptions = {}, length = 7) =>
  Stream.runCollect(readCsv(options)(inPieces(typeof bytes === "string" ? encoder.encode(bytes) : bytes, length)))

const refusal = (bytes: Uint8Array | string, options: CsvOptions = {}, length?: number) =>
  Effect.flip(read(bytes, options, length))

/** Text has no NUL; a file that has one is no text. */
const Cell = Schema.String.check(Schema.isPattern(/^[^\0]*$/u))

const Cells = Schema.Array(
  Schema.Array(Cell).check(Schema.isMinLength(1), Schema.isMaxLength(4))
).check(Schema.isMaxLength(6))

describe("a CSV file", () => {
  const texts: ReadonlyArray<
    readonly [string, string, CsvOptions, ReadonlyArray<readonly [number, ...Array<string>]>]
  > = [
    ["commas", "a,b\n1,2\n", {}, [[1, "a", "b"], [2, "1", "2"]]],
    ["semicolons", "a;b\n1;\"x;y\"\n", { delimiter: ";" }, [[1, "a", "b"], [2, "1", "x;y"]]],
    ["tabs", "a\tb\n1\t2\n", { delimiter: "\t" }, [[1, "a", "b"], [2, "1", "2"]]],
    ["a byte order mark", "\uFEFFa,b\n", {}, [[1, "a", "b"]]],
    ["CRLF", "a,b\r\n1,2\r\n", {}, [[1, "a", "b"], [2, "1", "2"]]],
    ["CR", "a,b\r1,2\r", {}, [[1, "a", "b"], [2, "1", "2"]]],
    ["no last line break", "a,b\n1,2", {}, [[1, "a", "b"], [2, "1", "2"]]],
    ["doubled quotes", "\"say \"\"hi\"\"\",b\n", {}, [[1, "say \"hi\"", "b"]]],
    ["line breaks in quotes", "\"a\nb\",\"c\r\nd\re\"\nnext,1\n", {}, [[1, "a\nb", "c\r\nd\re"], [5, "next", "1"]]],
    ["empty lines", "a\n\n\nb\n", {}, [[1, "a"], [2, ""], [3, ""], [4, "b"]]],
    ["letters of every script", "r\u00E9f,\u20B9,\uD83D\uDCB8\n", {}, [[1, "r\u00E9f", "\u20B9", "\uD83D\uDCB8"]]]
  ]
  for (const [what, text, options, rows] of texts) {
    it.effect(`with ${what} is read, however it is cut`, () =>
      Effect.forEach(
        [1, 2, 3, 1000],
        (length) =>
          Effect.map(read(text, options, length), (found) =>
            assert.deepStrictEqual(found.map(({ cells, line }) => [line, ...cells]), rows.map((row) => [...row])))
      ))
  }

  it.effect.prop(
    "comes back as it was written, with the line on which each row begins",
    [Cells],
    ([drawn]) =>
      Effect.gen(function*() {
        // Half a surrogate is no character, and what stands in a file for one that was lost is refused.
        const rows = drawn.map((cells) => cells.map((cell) => cell.toWellFormed().replaceAll("\uFFFD", "?")))
        const text = yield* Stream.fromIterable(rows).pipe(
          Stream.pipeThroughChannel(Csv.encodeString()),
          Stream.mkString
        )
        const found = yield* read(text, {}, 5)
        let line = 1
        for (const [at, cells] of rows.entries()) {
          const expected = [...cells]
          // A byte order mark at the very beginning is not part of the first cell.
          if (at === 0 && text.startsWith("\uFEFF")) expected[0] = expected[0]?.slice(1) ?? ""
          assert.deepStrictEqual(found[at], { line, cells: expected })
          line += 1 + (expected.join("\0").match(/\r\n|\r|\n/gu)?.length ?? 0)
        }
        assert.strictEqual(found.length, rows.length)
      })
  )

  it.effect("in Windows-1252 is read only where that is said", () =>
    Effect.gen(function*() {
      const bytes = Uint8Array.from([...encoder.encode("a,b\n1,caf"), 0xe9, 10])
      const [, row] = yield* read(bytes, { encoding: "windows-1252" })
      assert.deepStrictEqual(row?.cells, ["1", "caf\u00E9"])
      const error = yield* refusal(bytes)
      assert.deepStrictEqual(
        { reason: error.reason, line: error.line, nextStep: error.nextStep },
        {
          reason: "encoding",
          line: 2,
          nextStep: "Save the file as CSV UTF-8, or say that its encoding is windows-1252."
        }
      )
    }))

  it.effect("with the mark of a character that was lost is refused", () =>
    Effect.map(
      refusal("a,b\n1,caf\uFFFD\n"),
      ({ line, reason }) => assert.deepStrictEqual({ line, reason }, { line: 2, reason: "encoding" })
    ))

  it.effect("that ends within a character is refused", () =>
    Effect.map(
      refusal(Uint8Array.from([97, 44, 0xe2, 0x82])),
      ({ line, reason }) => assert.deepStrictEqual({ line, reason }, { line: 1, reason: "encoding" })
    ))

  it.effect("in UTF-16 is refused", () =>
    Effect.map(
      refusal(Uint8Array.from([0xff, 0xfe, 97, 0, 44, 0]), {}, 100),
      ({ reason }) => assert.strictEqual(reason, "not-a-table")
    ))

  const broken: ReadonlyArray<readonly [string, string, number]> = [
    ["a quote within a cell", "a,b\n1,2\n3,4\"5\n", 3],
    ["text behind a quote", "a,b\n\"1\"x,2\n", 2],
    ["a quote that is never closed", "a,b\n\"x\ny\",2\n\"1,2\n3,4\n", 4]
  ]
  for (const [what, text, line] of broken) {
    it.effect(`with ${what} is refused with the line`, () =>
      Effect.map(refusal(text), (error) => {
        assert.strictEqual(error.reason, "syntax")
        assert.strictEqual(error.line, line)
      }))
  }

  it.effect("with a row longer than a mebibyte is refused", () =>
    Effect.map(refusal(`a\n"${"x".repeat(1024 * 1024)}\n`, {}, 65_536), (error) => {
      assert.strictEqual(error.reason, "too-large")
      assert.strictEqual(error.line, 2)
    }))
})
