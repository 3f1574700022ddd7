import { assert, describe, it } from "@effect/vitest"
import { Cause, Effect, Exit, Option, Schema, Stream } from "effect"
import * as Zip from "effect/encoding/Zip"
import { readdirSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { readXlsx } from "../../src/table/read-xlsx.ts"
import type { XlsxOptions } from "../../src/table/read-xlsx.ts"
import { inPieces } from "../support/bytes.ts"
import { temporaryFolder } from "../support/folder.ts"
import { frame, workbookOf } from "../support/workbook.ts"

type Part = readonly [name: string, xml: string]

const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"

const zip = (parts: ReadonlyArray<Part>) =>
  Stream.fromIterable(parts.map(([name, xml]) => Zip.file(name, xml))).pipe(
    Stream.pipeThroughChannel(Zip.encode()),
    Stream.mkUint8Array
  )

const read = (bytes: Uint8Array, options: XlsxOptions = {}) =>
  Stream.runCollect(readXlsx(options)(inPieces(bytes, 1000)))

const sheetXml = (rows: string): string => `<worksheet xmlns="${main}"><sheetData>${rows}</sheetData></worksheet>`

interface Rest {
  readonly strings?: string
  readonly styles?: string
  readonly workbook?: string
}

/** A workbook with one sheet of these rows. */
const oneSheet = (rows: string, { strings = "", styles = "", workbook = "" }: Rest = {}) =>
  zip([
    ...frame([{ name: "Data" }], { workbook }),
    ["xl/worksheets/sheet1.xml", sheetXml(rows)],
    ["xl/sharedStrings.xml", `<sst xmlns="${main}">${strings}</sst>`],
    ["xl/styles.xml", `<styleSheet xmlns="${main}">${styles}</styleSheet>`]
  ])

const cellsOf = (rows: string, rest?: Rest) =>
  Effect.map(Effect.flatMap(oneSheet(rows, rest), read), (found) => found.map(({ cells }) => cells))

const refusal = (bytes: Effect.Effect<Uint8Array, unknown>, options?: XlsxOptions) =>
  Effect.flatMap(bytes, (whole) => Effect.flip(read(whole, options)))

describe("a sheet", () => {
  it.effect("gives texts, numbers, formulas, truth and errors, at their places", () =>
    Effect.gen(function*() {
      const strings = "<si><t>INV-1</t></si>" +
        "<si><r><rPr><b/></rPr><t xml:space=\"preserve\">two </t></r><r><t>runs</t></r><rPh><t>aid</t></rPh></si>" +
        "<si><t>&#8377; &amp; _x0041__x000D_</t></si><si/>"
      const rows =
        `<row r="2"><c r="A2" t="s"><v>0</v></c><c r="C2" t="s"><v>1</v></c><c r="D2" t="s"><v>2</v></c></row>
        <row r="5"><c r="B5"><v>22000</v></c><c r="C5"><v>1.5E+3</v></c><c t="b"><v>1</v></c>
          <c r="E5" t="e"><v>#N/A</v></c><c r="F5" t="str"><f>A1&amp;"x"</f><v>made</v></c>
          <c r="G5" t="inlineStr"><is><t>in</t><t>line</t></is></c><c r="H5"><f>1+1</f></c><c r="I5" s="1"/>
          <c r="J5" t="s"><v>3</v></c><c r="AA5"><v>-7</v></c></row><row><c><v>1</v></c></row>`
      const found = yield* Effect.flatMap(oneSheet(rows, { strings }), read)
      assert.deepStrictEqual(found, [
        { line: 2, cells: ["INV-1", "", "two runs", "\u20B9 & A\r"] },
        {
          line: 5,
          cells: [
            "",
            22000,
            1500,
            "TRUE",
            "#N/A",
            "made",
            "inline",
            "",
            "",
            "",
            ...Array.from({ length: 16 }, () => ""),
            -7
          ]
        },
        { line: 6, cells: [1] }
      ])
    }))

  const styles = "<numFmts><numFmt numFmtId=\"164\" formatCode=\"dd\\/mm\\/yyyy\"/>" +
    "<numFmt numFmtId=\"165\" formatCode=\"&quot;day&quot;#,##0;[Red]\\-#,##0\"/>" +
    "<numFmt numFmtId=\"166\" formatCode=\"[$-421]d mmm yyyy\"/></numFmts>" +
    "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/>" +
    "<xf numFmtId=\"164\"/><xf numFmtId=\"165\"/><xf numFmtId=\"166\"/><xf numFmtId=\"22\"/></cellXfs>"

  it.effect("shows numbers as dates where the style says so", () =>
    Effect.gen(function*() {
      const cell = (at: number, style: number, value: string) =>
        `<c r="${String.fromCharCode(65 + at)}1" s="${style}"><v>${value}</v></c>`
      const rows = `<row r="1">${cell(0, 0, "46347")}${cell(1, 1, "46347")}${cell(2, 2, "46347")}${
        cell(3, 3, "46347")
      }${cell(4, 4, "46347")}${cell(5, 5, "46347.4166666667")}${cell(6, 5, "0.5")}</row>`
      const dates = ["2026-11-21", "2026-11-21"]
      assert.deepStrictEqual(yield* cellsOf(rows, { styles }), [
        [46347, ...dates, 46347, "2026-11-21", "2026-11-21 10:00:00", 0.5]
      ])
      const [[first, , later] = []] = yield* cellsOf(rows, { styles, workbook: "<workbookPr date1904=\"1\"/>" })
      assert.deepStrictEqual([first, later], [46347, "2030-11-22"])
    }))

  it.effect("is read whatever prefix its program gives the names", () =>
    Effect.gen(function*() {
      const xml =
        `<x:worksheet xmlns:x="${main}"><x:sheetData><x:row r="1"><x:c r="A1" t="inlineStr"><x:is><x:t>a</x:t>` +
        "</x:is></x:c></x:row></x:sheetData></x:worksheet>"
      const bytes = yield* zip([...frame([{ name: "Data" }]), ["xl/worksheets/sheet1.xml", xml]])
      assert.deepStrictEqual(yield* read(bytes), [{ line: 1, cells: ["a"] }])
    }))

  it.effect("is the one that is named, or the only one that is shown", () =>
    Effect.gen(function*() {
      const sheet = (name: string, hidden: boolean) => ({ name, hidden, header: [name], rows: Stream.empty })
      const two = yield* Stream.mkUint8Array(workbookOf([sheet("Hidden", true), sheet("Shown", false)]))
      assert.deepStrictEqual(yield* read(two), [{ line: 1, cells: ["Shown"] }])
      assert.deepStrictEqual(yield* read(two, { sheet: "Hidden" }), [{ line: 1, cells: ["Hidden"] }])
      const both = yield* Stream.mkUint8Array(workbookOf([sheet("One", false), sheet("Two", false)]))
      const unsaid = yield* Effect.flip(read(both))
      assert.strictEqual(unsaid.detail, "the workbook shows 2 sheets: \"One\", \"Two\"")
      const other = yield* Effect.flip(read(both, { sheet: "Three" }))
      assert.strictEqual(other.detail, "the workbook has no sheet \"Three\", but \"One\", \"Two\"")
    }))

  it.effect("leaves nothing on the disk", () =>
    Effect.gen(function*() {
      const directory = yield* temporaryFolder
      const bytes = yield* oneSheet("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"2\"/>")
      yield* Stream.runForEach(readXlsx({ directory })(inPieces(bytes, 100)), () =>
        Effect.sync(() => assert.strictEqual(readdirSync(directory).length, 1)))
      assert.deepStrictEqual(readdirSync(directory), [])
      const some = yield* Stream.runHead(readXlsx({ directory })(inPieces(bytes, 100)))
      assert.strictEqual(some._tag, "Some")
      assert.deepStrictEqual(readdirSync(directory), [])
    }))

  it.effect("cannot be kept in a folder that is not there", () =>
    Effect.gen(function*() {
      const bytes = yield* oneSheet("")
      const error = yield* Effect.flip(read(bytes, { directory: join(tmpdir(), "finpay-reconcile-not-there") }))
      assert.strictEqual(error._tag, "WorkspaceFailed")
    }))
})

describe("a workbook that is damaged or none", () => {
  const row = "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>"
  const bad: ReadonlyArray<readonly [string, Effect.Effect<Uint8Array, unknown>, string]> = [
    ["a ZIP file", zip([["a.txt", "a"]]), "no XLSX file"],
    ["nothing but its beginning", Effect.map(oneSheet(row), (bytes) => bytes.subarray(0, 200)), "is damaged"],
    ["a missing sheet", zip(frame([{ name: "Data" }])), "has no part xl/worksheets/sheet1.xml"],
    ["a text that is not there", oneSheet("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>7</v></c></row>"), "names a text"],
    ["rows out of order", oneSheet(`<row r="2"/>${row}`), "row 1 stands behind row 2"],
    ["a row beyond the last", oneSheet("<row r=\"1048577\"/>"), "there is a row 1048577"],
    ["a row that is no number", oneSheet("<row r=\"x\"/>"), "there is a row x"],
    ["cells out of order", oneSheet("<row r=\"1\"><c r=\"B1\"/><c r=\"A1\"/></row>"), "a cell A1 out of order"],
    ["a cell beyond the last", oneSheet("<row r=\"1\"><c r=\"XFE1\"/></row>"), "a cell XFE1 out of order"],
    ["broken XML", oneSheet("<row>"), "xl/worksheets/sheet1.xml is damaged"],
    [
      "an entity of its own",
      zip([
        ...frame([{ name: "Data" }]),
        [
          "xl/worksheets/sheet1.xml",
          `<!DOCTYPE x [<!ENTITY a "b">]><worksheet><row r="1"><c><v>&a;</v></c></row></worksheet>`
        ]
      ]),
      "xl/worksheets/sheet1.xml is damaged"
    ]
  ]
  for (const [what, bytes, detail] of bad) {
    it.effect(`is refused: ${what}`, () =>
      Effect.gen(function*() {
        const error = yield* refusal(bytes)
        assert.strictEqual(error._tag, "ReportRefused")
        assert.include(error.detail, detail)
      }))
  }

  it.effect("is refused when it would be far larger unpacked than any workbook is", () =>
    Effect.gen(function*() {
      const text = (length: number) => `<si><t>${"A".repeat(length)}</t></si>`
      const rows = "<row r=\"1\"><c r=\"A1\"><v>7</v></c></row>"
      const bomb = oneSheet(rows, { strings: text(500_000).repeat(140) })
      const { message } = yield* refusal(bomb)
      assert.include(message, "xl/sharedStrings.xml would be more than 250 times its size unpacked")
      // A small one does no harm, however often it repeats itself.
      assert.lengthOf(yield* cellsOf(rows, { strings: text(500_000) }), 1)
    }))

  it.effect("is refused when its bytes are not those its directory sums up", () =>
    Effect.gen(function*() {
      const stored = Stream.fromIterable([
        ...frame([{ name: "Data" }]).map(([name, xml]) => Zip.file(name, xml)),
        Zip.file("xl/worksheets/sheet1.xml", sheetXml(row), { method: "Store" })
      ]).pipe(Stream.pipeThroughChannel(Zip.encode()), Stream.mkUint8Array)
      const bytes = Buffer.from(yield* stored)
      const at = bytes.indexOf("<v>1</v>")
      bytes.write("<v>9</v>", at)
      const error = yield* Effect.flip(read(bytes))
      assert.include(error.detail, "the checksum of xl/worksheets/sheet1.xml is wrong")
    }))

  const Damage = Schema.Array(Schema.Tuple([Schema.Int, Schema.Int])).check(
    Schema.isMinLength(1),
    Schema.isMaxLength(4)
  )
  it.effect.prop("ends in an error that says so, wherever its bytes are changed, and never in another", [Damage], (
    [damage]
  ) =>
    Effect.gen(function*() {
      const bytes = Uint8Array.from(yield* oneSheet(row, { strings: "<si><t>a</t></si>" }))
      for (const [at, byte] of damage) bytes[Math.abs(at) % bytes.length] = Math.abs(byte) % 256
      const exit = yield* Effect.exit(read(bytes))
      if (Exit.isSuccess(exit)) return
      const error = Option.getOrThrow(Cause.findErrorOption(exit.cause))
      assert.strictEqual(error._tag, "ReportRefused")
    }))
})
