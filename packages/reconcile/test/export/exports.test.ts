import { assert, describe, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import * as Zip from "effect/encoding/Zip"
import { fromBufferPromise } from "yauzl"
import { explain } from "../../src/export/explain.ts"
import { harmless } from "../../src/export/harmless.ts"
import { toCsv } from "../../src/export/to-csv.ts"
import { toXlsx } from "../../src/export/to-xlsx.ts"
import { languages, words } from "../../src/export/Words.ts"
import type { Reconciliation } from "../../src/reconcile.ts"
import { workspaceFailed } from "../../src/ReconcileError.ts"
import { problemsInEnglish, textProblem } from "../../src/report/cell-problem.ts"
import { verdicts } from "../../src/Result.ts"
import type { Result } from "../../src/Result.ts"
import { readCsv } from "../../src/table/read-csv.ts"
import { readXlsx } from "../../src/table/read-xlsx.ts"
import type { Cell } from "../../src/table/Row.ts"

const nasty = "=cmd|' /C calc'!A1"

const line = {
  line: 2,
  reference: nasty,
  kind: "refund",
  amount: 22000,
  outcome: "done",
  status: "-2+3",
  date: "2026-11-21",
  id: "@\uD83D\uDCB8 <&\"'>\u0007_x0041_\r\n"
} as const

const known = {
  reference: "INV-1",
  kind: "refund",
  amount: 5000,
  outcome: "unknown",
  state: "needs_review",
  at: 0,
  mutationId: "m-1"
} as const

const told = { answer: "status", status: "+PAID", paidAmount: 7, at: 0 } as const

const results: ReadonlyArray<Result> = [
  { verdict: "matched", line, known },
  { verdict: "amount_differs", line, known, told },
  { verdict: "amount_differs", line, told },
  { verdict: "status_differs", line, known, told },
  { verdict: "missing_here", line, told: { answer: "not_found", at: 0 } },
  { verdict: "not_compared", line, told: { answer: "failed", problem: "gone", at: 0 } },
  { verdict: "duplicate_line", line, repeats: 1 },
  { verdict: "missing_there", known },
  { verdict: "unreadable", line: { line: 9 }, problems: [{ column: "=A", ...textProblem("empty") }] }
]

const reconciliation: Pick<Reconciliation, "results" | "totals"> = {
  results: Stream.fromIterable(results),
  totals: [
    { verdict: "matched", kind: "refund", count: 8, reportRupiah: 22000n, knownRupiah: 10n ** 20n },
    { verdict: "unreadable", count: 1, reportRupiah: 0n, knownRupiah: 0n }
  ]
}

const csvRows = (options: Parameters<typeof toCsv>[1] = {}) =>
  Stream.runCollect(toCsv(reconciliation, options).pipe(readCsv(options), Stream.map(({ cells }) => cells)))

const sheetRows = (sheet: string, options: Parameters<typeof toXlsx>[1] = {}) =>
  Stream.runCollect(toXlsx(reconciliation, options).pipe(readXlsx({ sheet }), Stream.map(({ cells }) => cells)))

const isFormula = (cell: Cell): boolean => typeof cell === "string" && /^\s*[=+\-@\t\r]/u.test(cell)

describe("the results in a file", () => {
  for (const language of languages) {
    it.effect(`have a header and a row each, in CSV and XLSX (${language})`, () =>
      Effect.gen(function*() {
        const { columns, lines, verdicts: names } = words[language]
        const csv = yield* csvRows({ language })
        const sheet = yield* sheetRows(lines, { language })
        assert.deepStrictEqual(csv[0], columns)
        assert.deepStrictEqual(sheet[0], columns)
        assert.strictEqual(csv.length, results.length + 1)
        assert.deepStrictEqual(csv.slice(1).map((cells) => cells[1]), results.map(({ verdict }) => names[verdict]))
        for (const [at, cells] of csv.entries()) {
          const padded = [...sheet[at] ?? [], ...cells.map(() => "")].slice(0, cells.length)
          // XML has no bell; all else is the same, and amounts are numbers.
          assert.deepStrictEqual(padded.map(String), cells.map((cell) => String(cell).replaceAll("\u0007", "\uFFFD")))
        }
        assert.deepStrictEqual(sheet[1]?.slice(0, 6), [
          2,
          names.matched,
          words[language].kinds.refund,
          harmless(nasty),
          22000,
          5000
        ])
      }))

    it(`say every verdict in other words (${language})`, () => {
      const said = verdicts.map((verdict) => words[language].verdicts[verdict])
      assert.strictEqual(new Set(said).size, verdicts.length)
      assert.strictEqual(words[language].columns.length, words.en.columns.length)
    })
  }

  it("say in Indonesian what is wrong with a cell, each problem in other words, with what it is about", () => {
    const codes = Object.keys(problemsInEnglish) as ReadonlyArray<keyof typeof problemsInEnglish>
    const told = codes.map((code) => {
      const { about } = textProblem(code, "[ABOUT]")
      const [en, id] = languages.map((language) => words[language].problems[code](about))
      assert.notStrictEqual(en, id)
      assert.strictEqual(en?.includes(about), id?.includes(about), code)
      return id
    })
    assert.strictEqual(new Set(told).size, codes.length)
    const unreadable = { verdict: "unreadable", line: { line: 2 } } as const
    const problems = [{ column: "Nominal", ...textProblem("fraction", "\"7,5\"") }]
    assert.strictEqual(explain({ ...unreadable, problems }), "Nominal: \"7,5\" has a fraction of a rupiah")
    assert.strictEqual(explain({ ...unreadable, problems }, "id"), "Nominal: \"7,5\" memuat pecahan rupiah")
  })

  it("say which way a mutation was closed", () => {
    const closed = { ...known, state: "closed" } as const
    const say = (outcome: "done" | "not_done", language: "en" | "id") =>
      explain({ verdict: "missing_there", known: { ...closed, outcome } }, language)
    assert.include(say("done", "en"), "Our records say closed (applied).")
    assert.include(say("not_done", "en"), "Our records say closed (not applied).")
    assert.include(say("done", "id"), "Menurut catatan kita: closed (sudah dikerjakan).")
    assert.include(say("not_done", "id"), "Menurut catatan kita: closed (tidak dikerjakan).")
  })

  it.effect("hold nothing that a spreadsheet could take for a formula", () =>
    Effect.gen(function*() {
      const cells = [yield* csvRows(), yield* csvRows({ delimiter: ";" }), yield* sheetRows("Lines")].flat(2)
      assert.deepStrictEqual(cells.filter(isFormula), [])
      assert.include(cells, `'${nasty}`)
    }))

  it.effect("begin with the byte order mark that spreadsheets need", () =>
    Effect.map(
      Stream.mkUint8Array(toCsv(reconciliation)),
      (bytes) => assert.deepStrictEqual([...bytes.subarray(0, 3)], [0xef, 0xbb, 0xbf])
    ))

  it.effect("come with totals, exact even where a number would not be", () =>
    Effect.map(sheetRows("Summary"), (rows) =>
      assert.deepStrictEqual(rows, [
        words.en.totals,
        ["matched", "refund", 8, 22000, "100000000000000000000"],
        ["unreadable", "", 1, 0, 0]
      ])))

  it.effect("go on in the next sheet where one is full", () =>
    Effect.gen(function*() {
      const sheets = ["Lines", "Lines 2", "Lines 3"]
      const found = yield* Effect.forEach(sheets, (sheet) => sheetRows(sheet, { rowsPerSheet: 4 }))
      assert.deepStrictEqual(found.map(({ length }) => length), [5, 5, 2])
      const all = yield* sheetRows("Lines")
      assert.deepStrictEqual(found.flatMap((rows) => rows.slice(1)), all.slice(1))
      const none = { results: Stream.empty, totals: [] }
      const rows = yield* Stream.runCollect(readXlsx({ sheet: "Lines" })(toXlsx(none)))
      assert.deepStrictEqual(rows, [{ line: 1, cells: words.en.columns }])
    }))

  it.effect("are a package as spreadsheets expect it: every part is listed, and the list comes first", () =>
    Effect.gen(function*() {
      const parts = yield* toXlsx(reconciliation, { rowsPerSheet: 4 }).pipe(
        Stream.pipeThroughChannel(Zip.decode()),
        Stream.mapEffect(({ body, header }) =>
          Effect.map(Stream.mkString(Stream.decodeText(body)), (xml) => [header.path, xml] as const)
        ),
        Stream.runCollect
      )
      assert.strictEqual(parts[0]?.[0], "[Content_Types].xml")
      const types = parts[0]?.[1] ?? ""
      for (const [name] of parts.slice(1)) {
        if (!name.endsWith(".rels")) assert.include(types, `PartName="/${name}"`, name)
      }
      assert.strictEqual(parts.length, 5 + 4)
      for (const [name, xml] of parts) assert.isTrue(xml.startsWith("<?xml version=\"1.0\" encoding=\"UTF-8\""), name)
    }))

  it.effect("have no 64-bit fields, which Excel takes for damage", () =>
    Effect.gen(function*() {
      const bytes = Buffer.from(yield* Stream.mkUint8Array(toXlsx(reconciliation)))
      const versions = yield* Effect.promise(async () => {
        const zip = await fromBufferPromise(bytes)
        const needed: Array<number> = []
        for await (const entry of zip.eachEntry()) {
          const local = await zip.readLocalFileHeaderPromise(entry)
          needed.push(entry.versionNeededToExtract, local.versionNeededToExtract)
          assert.isAbove(entry.uncompressedSize, 0, entry.fileName)
        }
        return needed
      })
      assert.deepStrictEqual([...new Set(versions)], [20])
    }))

  it.effect("of a comparison that has ended cannot be written", () =>
    Effect.gen(function*() {
      const failed = { ...reconciliation, results: Stream.fail(workspaceFailed(new Error("database is not open"))) }
      for (const bytes of [toCsv(failed), toXlsx(failed)]) {
        const error = yield* Effect.flip(Stream.runDrain(bytes))
        assert.strictEqual(error.detail, "database is not open")
      }
    }))
})
