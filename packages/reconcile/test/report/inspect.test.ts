import { assert, describe, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { readFileSync } from "node:fs"
import { inspectReport } from "../../src/report/inspect.ts"
import { bytesOf } from "../support/bytes.ts"
import { goldenFile } from "../support/golden.ts"
import { header } from "../support/scenario.ts"
import { workbookOf } from "../support/workbook.ts"

const inspect = (text: string) => inspectReport({ report: bytesOf(text) })

const guess = (text: string) => Effect.map(inspect(text), ({ mapping, open }) => ({ mapping, open }))

describe("a guess at how a report is read", () => {
  it.effect("is right for a report in Indonesian, and asks what it cannot know", () =>
    Effect.gen(function*() {
      const report = Stream.succeed(readFileSync(goldenFile("settlement", "report.csv")))
      const { columns, format, mapping, open } = yield* inspectReport({ report })
      assert.strictEqual(format, "csv")
      assert.deepStrictEqual(columns[1], {
        number: 2,
        name: "Jenis",
        samples: ["Pembayaran", "Pengembalian", "Bonus"]
      })
      assert.deepStrictEqual<unknown>(mapping, {
        delimiter: ";",
        reference: "No Pesanan",
        id: "RRN",
        amount: "Nominal",
        spelling: "indonesian",
        kind: { column: "Jenis", payment: ["Pembayaran"], refund: ["Pengembalian"] },
        status: { column: "Status", done: ["Berhasil"], notDone: ["Gagal"], unknown: ["Diproses"] },
        date: { column: "Tanggal" },
        ignore: ["TOTAL"]
      })
      assert.deepStrictEqual(open, ["kind: what does \"Bonus\" mean?"])
    }))

  it.effect("finds the header of a bank's report below its heading", () =>
    Effect.gen(function*() {
      const report = Stream.succeed(readFileSync(goldenFile("bank", "report.csv")))
      const { mapping } = yield* inspectReport({ report })
      assert.deepStrictEqual<unknown>(
        { headerLine: mapping.headerLine, reference: mapping.reference, amount: mapping.amount, kind: mapping.kind },
        { headerLine: 5, reference: "Keterangan", amount: "Jumlah", kind: "sign" }
      )
    }))

  it.effect("knows two columns for in and out", () =>
    Effect.map(
      guess("Ref No\tKredit\tDebet\nA\t1.000,00\t\nB\t\t2.000,00\n"),
      (found) =>
        assert.deepStrictEqual<unknown>(found, {
          mapping: { delimiter: "\t", reference: "Ref No", amount: { credit: "Kredit", debit: "Debet" } },
          open: []
        })
    ))

  it.effect("leaves open what the report does not say", () =>
    Effect.map(
      guess("Order ID,Amount,Date,Status\nA,\"22,000\",03/04/2026,WEIRD\n"),
      (found) =>
        assert.deepStrictEqual<unknown>(found, {
          mapping: {
            reference: "Order ID",
            amount: "Amount",
            status: { column: "Status", done: [], notDone: [], unknown: [] },
            date: { column: "Date" },
            spelling: "plain"
          },
          open: [
            "kind: are all lines payments, or all refunds?",
            "status: what does \"WEIRD\" mean?",
            "date.order: does a date begin with the day (dmy) or the month (mdy)?"
          ]
        })
    ))

  it.effect("sees that the last line adds up the others, and leaves it out of the samples", () =>
    Effect.map(
      inspect("Order,Type,Amount\nINV-1,Payment,1\nTOTAL-77,Payment,2\nGrand Total:,,3\n"),
      ({ columns, mapping, open }) => {
        assert.deepStrictEqual<unknown>(mapping, {
          reference: "Order",
          amount: "Amount",
          kind: { column: "Type", payment: ["Payment"], refund: [] },
          ignore: ["Grand Total"]
        })
        assert.deepStrictEqual([columns[0]?.samples, open], [["INV-1", "TOTAL-77"], []])
      }
    ))

  it.effect("an order whose name begins as a total does is none", () =>
    Effect.map(guess("Order,Amount\nINV-1,1\nTOTAL-77,2\n"), ({ mapping }) => assert.isUndefined(mapping.ignore)))

  for (const [dates, order] of [["03/11/2026 22/11/2026", "dmy"], ["03/11/2026 11/22/2026 soon", "mdy"]] as const) {
    it.effect(`does not ask for the order of days where one date alone tells it: ${dates}`, () =>
      Effect.gen(function*() {
        const lines = dates.split(" ").map((date) => `A,1,${date}\n`).join("")
        const { mapping, open } = yield* guess(`Order,Amount,Date\n${lines}`)
        assert.deepStrictEqual(mapping.date, { column: "Date", order })
        assert.deepStrictEqual(open, ["kind: are all lines payments, or all refunds?"])
      }))
  }

  it.effect("an amount that can be read in no spelling does not keep the others from telling theirs", () =>
    Effect.map(
      guess("Order,Amount\nA,\"10,000\"\nB,\"7,5\"\nC,much\n"),
      ({ mapping }) => assert.strictEqual(mapping.spelling, "plain")
    ))

  it.effect("leaves a column of dates out that no order can read", () =>
    Effect.map(guess("Order,Amount,Date\nA,1,22/11/26\n"), ({ mapping }) => assert.isUndefined(mapping.date)))

  it.effect("names columns by number where names do not tell them apart", () =>
    Effect.map(guess("Order ID,Amount,Amount\nA,1,2\n"), ({ mapping }) => assert.strictEqual(mapping.amount, 2)))

  it.effect("asks for columns it does not find", () =>
    Effect.map(guess("x,y,z\n1,2,3\n"), ({ open }) =>
      assert.deepStrictEqual(open, [
        "reference: which column is the order id?",
        "amount: which column is the amount?"
      ])))

  it.effect("says that a text is not UTF-8", () =>
    Effect.gen(function*() {
      const report = Stream.make(new TextEncoder().encode("Order ID,Amount,Type\nA,1,Caf"), Uint8Array.of(0xe9, 10))
      const { mapping } = yield* inspectReport({ report })
      assert.strictEqual(mapping.encoding, "windows-1252")
    }))

  it.effect("reads the beginning of a long file only", () =>
    Effect.gen(function*() {
      let taken = 0
      const report = Stream.fromIterable(Array.from({ length: 100 }, (_, at) => at)).pipe(
        Stream.rechunk(1),
        Stream.map((at) => {
          taken += 1
          return new TextEncoder().encode(at === 0 ? "Order ID,Amount\n" : "INV-1,22000\n".repeat(5000))
        })
      )
      const { columns } = yield* inspectReport({ report })
      assert.deepStrictEqual(columns.map(({ samples }) => samples), [["INV-1"], ["22000"]])
      assert.isBelow(taken, 10)
    }))

  it.effect("works for a sheet", () =>
    Effect.gen(function*() {
      const rows = Stream.make(["INV-1", "REFUND", 22000, "SUCCESS", "2026-11-21", "vabca"])
      const { format, mapping, open } = yield* inspectReport({ report: workbookOf([{ name: "Data", header, rows }]) })
      assert.strictEqual(format, "xlsx")
      assert.deepStrictEqual<unknown>(mapping, {
        reference: "Order ID",
        amount: "Amount",
        kind: { column: "Type", payment: [], refund: ["REFUND"] },
        status: { column: "Status", done: ["SUCCESS"], notDone: [], unknown: [] },
        date: { column: "Date" }
      })
      assert.deepStrictEqual(open, [])
    }))

  for (const text of ["", "\n\n"]) {
    it.effect(`refuses a report with nothing in it: ${JSON.stringify(text)}`, () =>
      Effect.map(Effect.flip(inspect(text)), ({ _tag }) => assert.strictEqual(_tag, "ReportRefused")))
  }
})
