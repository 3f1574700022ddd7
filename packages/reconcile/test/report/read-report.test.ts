import { assert, describe, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import type { Mapping } from "../../src/report/Mapping.ts"
import { readReport } from "../../src/report/read-report.ts"
import type { ReportItem } from "../../src/report/ReportLine.ts"
import { bytesOf } from "../support/bytes.ts"

const small: Mapping = { reference: "Order ID", amount: "Amount", kind: "payment" }

const read = (text: string, mapping: Mapping = small) =>
  Stream.runCollect(readReport({ report: bytesOf(text), mapping }))

/** What is wrong, as `line column: problem`. */
const problemsIn = (items: ReadonlyArray<ReportItem>): ReadonlyArray<string> =>
  items.flatMap((item) =>
    item.type === "unreadable"
      ? item.line.problems.map(({ column, problem }) => `${item.line.line} ${column}: ${problem}`)
      : []
  )

const linesIn = (items: ReadonlyArray<ReportItem>) => items.flatMap((item) => item.type === "line" ? [item.line] : [])

describe("a report", () => {
  it.effect("has a line for each row, with its number in the file", () =>
    Effect.gen(function*() {
      const text = "Order ID,Note,Amount\r\nINV-1,\"two\r\nlines\",22000\r\n\r\n , ,\r\n INV-2 ,,\"5000\"\r\n"
      assert.deepStrictEqual(linesIn(yield* read(text)), [
        { line: 2, reference: "INV-1", kind: "payment", amount: 22000, outcome: "done" },
        { line: 6, reference: "INV-2", kind: "payment", amount: 5000, outcome: "done" }
      ])
    }))

  it.effect("gives all that a mapping names", () =>
    Effect.gen(function*() {
      const text = "Laporan\n\nno;tgl;jenis;nominal;status;rrn\n" +
        "INV-1;03/04/2026 10:00;Bayar;22.000;Sukses;0001\nINV-2;03/04/2026;KEMBALI;-5.000;Proses;\nTOTAL;;;17.000;;\n"
      const items = yield* read(text, {
        delimiter: ";",
        headerLine: 3,
        reference: "NO",
        amount: "Nominal",
        spelling: "indonesian",
        kind: { column: "jenis", payment: ["bayar"], refund: ["kembali"] },
        status: { column: "status", done: ["sukses"], notDone: ["gagal"], unknown: ["proses"] },
        date: { column: "tgl", order: "dmy" },
        id: 6,
        ignore: ["total"]
      })
      assert.deepStrictEqual<unknown>(items, [
        {
          type: "line",
          line: {
            line: 4,
            reference: "INV-1",
            kind: "payment",
            amount: 22000,
            outcome: "done",
            status: "Sukses",
            date: "03/04/2026 10:00",
            at: Date.parse("2026-04-03T03:00:00Z"),
            id: "0001"
          }
        },
        {
          type: "line",
          line: {
            line: 5,
            reference: "INV-2",
            kind: "refund",
            amount: 5000,
            outcome: "unknown",
            status: "Proses",
            date: "03/04/2026",
            at: Date.parse("2026-04-02T17:00:00Z")
          }
        },
        { type: "ignored", line: 6 }
      ])
    }))

  it.effect("may have no header", () =>
    Effect.gen(function*() {
      const items = yield* read("INV-1,22000\n", { headerLine: 0, reference: 1, amount: 2, kind: "refund" })
      assert.deepStrictEqual(linesIn(items).map(({ kind, line }) => ({ kind, line })), [{ kind: "refund", line: 1 }])
    }))

  it.effect("tells payments from refunds by the sign", () =>
    Effect.gen(function*() {
      const items = yield* read("Order ID,Amount\na,1\nb,-1\nc,(1)\nd,1 DB\ne,1 CR\n", { ...small, kind: "sign" })
      const kinds = linesIn(items).map(({ amount, kind }) => `${kind} ${amount}`)
      assert.deepStrictEqual(kinds, ["payment 1", "refund 1", "refund 1", "refund 1", "payment 1"])
    }))

  it.effect("tells payments from refunds by two columns", () =>
    Effect.gen(function*() {
      const text = "Ref,Kredit,Debet\na,100,\nb,,200\nc,300,0\nd,-,400\ne,,\nf,1,1\ng,-5,\nh,x,\ni,0,0.00\n"
      const items = yield* read(text, { reference: "Ref", amount: { credit: "Kredit", debit: "Debet" } })
      assert.deepStrictEqual(
        linesIn(items).map(({ amount, kind, reference }) => `${reference} ${kind} ${amount}`),
        ["a payment 100", "b refund 200", "c payment 300", "d refund 400"]
      )
      assert.deepStrictEqual(problemsIn(items), [
        "6 Kredit: and Debet are empty or 0: nothing moved",
        "7 Kredit: and Debet are both filled",
        "8 Kredit: is negative: which side it means is not known",
        "9 Kredit: \"x\" is not an amount in rupiah, such as 22000",
        "10 Kredit: and Debet are empty or 0: nothing moved"
      ])
    }))

  it.effect("names every bad line, and everything that is wrong with it", () =>
    Effect.gen(function*() {
      const mapping: Mapping = {
        ...small,
        kind: { column: "Type", payment: ["P"], refund: ["R"] },
        status: { column: "Status", done: ["OK"], notDone: ["NO"] },
        date: { column: "Date" },
        id: "Trace"
      }
      const text = [
        "Order ID,Amount,Type,Status,Date,Trace",
        "INV-1,22000,P,OK,2026-11-21,1",
        ",22.000,X,,03/04/2026,1.2E+15",
        "INV-3,22,000,P,OK,2026-11-21,1",
        "INV-4,-1,P,OK,2026-11-21,",
        "INV-5,0,R,OK,2026-11-21,",
        `${"x".repeat(256)},1,P,OK,2026-11-21,`,
        "1.23457E+15,1,P,OK,2026-11-21,",
        "INV-8,1,P"
      ].join("\n")
      const items = yield* read(text, mapping)
      assert.deepStrictEqual(linesIn(items).map(({ line }) => line), [2])
      assert.deepStrictEqual(problemsIn(items), [
        "3 Order ID: is empty",
        "3 Amount: \"22.000\" may be thousands or a fraction: say in the mapping whether amounts are indonesian " +
        "(22.000,00) or plain (22,000.00)",
        "3 Type: \"X\" has no meaning in the mapping",
        "3 Status: is empty",
        "3 Date: \"03/04/2026\" may begin with the day or the month: say in the mapping whether dates are dmy or mdy",
        "3 Trace: 1.2E+15 was shortened by a spreadsheet: show the column as text and export it again",
        "4 column 7: is filled, and the header has 6 columns",
        "4 Type: \"000\" has no meaning in the mapping",
        "4 Status: \"P\" has no meaning in the mapping",
        "4 Date: \"OK\" is not a date, such as 2026-11-21",
        "5 Amount: is negative, and the line is a payment",
        "6 Amount: is 0: nothing moved",
        "7 Order ID: is longer than 255 characters",
        "8 Order ID: 1.23457E+15 was shortened by a spreadsheet: show the column as text and export it again",
        "9 Status: is empty",
        "9 Date: is empty"
      ])
    }))

  const refused: ReadonlyArray<readonly [string, string, Mapping, string]> = [
    [
      "without the column",
      "Order ID,Nominal\n",
      small,
      "there is no column \"Amount\" among \"Order ID\", \"Nominal\""
    ],
    ["with another delimiter", "Order ID;Amount\n", small, "is the delimiter another one"],
    ["with two such columns", "Order ID,Amount,amount\n", small, "two columns are called \"Amount\""],
    ["with fewer columns", "Order ID,Amount\n", { ...small, amount: 3 }, "there is no column 3, the header has 2"],
    ["without that line", "Order ID,Amount\n", { ...small, headerLine: 3 }, "the report has no line 3"],
    ["without a header", "INV-1,1\n", { ...small, headerLine: 0 }, "without a header the column \"Order ID\""],
    ["that is empty", "", small, "the file is empty"],
    ["with a quote that is not closed", "Order ID,Amount\nINV-1,\"1\nINV-2,1\n", small, "unterminated quoted field"]
  ]
  for (const [what, text, mapping, detail] of refused) {
    it.effect(`${what} is refused`, () =>
      Effect.gen(function*() {
        const error = yield* Effect.flip(read(text, mapping))
        assert.strictEqual(error._tag, "ReportRefused")
        assert.include(error.detail, detail)
        assert.include(error.message, error.nextStep)
      }))
  }
})
