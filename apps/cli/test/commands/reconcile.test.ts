import { assert, describe, it, layer } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import {
  assertJsonFailure,
  assertTextFailure,
  doneJson,
  doneText,
  finpay,
  freshHome,
  journalIn,
  jsonLines,
  oneJson
} from "../support/finpay.ts"
import { expectedCounts, expectedFaults, fillJournal, mapping, writeReport } from "../support/report-scenario.ts"
import { paidOrder, SimulatorProcess, simulatorEnvironment, withSimulator } from "../support/simulator-process.ts"
import { answeringCode, stubServer } from "../support/stub-server.ts"
import { onTerminal } from "../support/terminal.ts"

/** A folder of the test's own; what is compared in it is gone afterwards. */
const folder = Effect.acquireRelease(
  Effect.sync(() => {
    const made = mkdtempSync(join(tmpdir(), "finpay-cli-reconcile-"))
    mkdirSync(join(made, "tmp"))
    return made
  }),
  (made) => Effect.sync(() => rmSync(made, { recursive: true, force: true }))
)

const report = `No Pesanan;Jenis;Nominal;Tanggal
R-1;Pembayaran;22.000;21/11/2026 10:00
R-1;Pengembalian;10.000;21/11/2026 10:01
R-2;Pengembalian;4.000;21/11/2026 10:02
R-4;Pengembalian;7.500;21/11/2026 10:03
R-5;Pengembalian;7,5;21/11/2026 10:04
`

const flags = [
  "--delimiter=;",
  "--reference=No Pesanan",
  "--amount=Nominal",
  "--spelling=indonesian",
  "--kind-column=Jenis",
  "--payment-word=Pembayaran",
  "--refund-word=Pengembalian",
  "--date=Tanggal"
]

const simple = ["--reference", "order", "--amount", "amount", "--kind", "refund"]

type Json = Readonly<Record<string, unknown>>

const totalsOf = (summary: Json) =>
  (summary["totals"] as ReadonlyArray<Json>).map(({ count, kind, recordsRupiah, reportRupiah, verdict }) =>
    [verdict, kind, count, reportRupiah, recordsRupiah].join(" ")
  )

/** The journal has refunds of. */
const refunds = Layer.effectDiscard(Effect.gen(function*() {
  for (const [order, amount] of [["R-1", "10000"], ["R-2", "5000"], ["R-3", "1000"]] as const) {
    yield* paidOrder(order)
    doneJson(yield* withSimulator(["refund", order, "--amount", amount, "--key", order, "--json"]))
  }
})).pipe(Layer.provideMerge(SimulatorProcess.layer))

describe("reconcile", () => {
  layer(refunds)("against the journal and Finpay", (it) => {
    it.effect("says what matches, differs and is missing, in both languages, and writes it down", () =>
      Effect.gen(function*() {
        const made = yield* folder
        const at = (name: string) => join(made, name)
        writeFileSync(at("report.csv"), report)
        const all = [...flags, "--save-mapping", at("mapping.json"), "--out", at("out.csv")]
        const shown = yield* withSimulator(["reconcile", at("report.csv"), ...all])
        assert.strictEqual(shown.exitCode, 3)
        assert.strictEqual(shown.stderr, "")
        assert.strictEqual(
          shown.stdout.replaceAll(made, ".").replace(/mut_\w+/gu, "mut_1"),
          `NOT ALL OF IT COULD BE READ: 1 line. What the report seems to lack may stand there, so do nothing about that yet: mend what is named below, or say how it is read, and compare again.

Report     ./report.csv; lines read: 4, unreadable: 1
Its dates  2026-11-21
Journal    refunds and voids asked for: 3

RESULT                 KIND     COUNT  IN REPORT  IN RECORDS
matched                refund       1  Rp 10.000   Rp 10.000
amount differs         refund       1   Rp 4.000    Rp 5.000
missing here           refund       1   Rp 7.500        Rp 0
missing in the report  refund       1       Rp 0    Rp 1.000
not compared           payment      1  Rp 22.000        Rp 0
unreadable                          1

4 differences.

LINE  RESULT                 KIND    REFERENCE    AMOUNT  WHY
   4  amount differs         refund  R-2        Rp 4.000  The report says Rp 4.000. Our records say Rp 5.000. mut_1
   5  missing here           refund  R-4        Rp 7.500  Our records do not have it.
   6  unreadable                                          Nominal: "7,5" has a fraction of a rupiah
      missing in the report  refund  R-3        Rp 1.000  Perhaps in the report: it may stand in a line that could not be read. Our records say succeeded. mut_1

A difference is no reason to give money back again. Where a mutation (mut_...) stands beside it, its history has what Finpay's support needs to look it up; where none stands, it was not done through this journal: look in Finpay's dashboard. The history: finpay mutations show ID

Payments are not compared (1): the journal keeps what was given back, not what was paid. --ask differences asks Finpay about them.

Written  ./out.csv
Mapping  ./mapping.json
`
        )
        const rows = readFileSync(at("out.csv"), "utf8").split("\r\n")
        assert.strictEqual(
          rows[0],
          "\uFEFFLine,Result,Kind,Reference,Amount in report,Amount in records,Status in report," +
            "State in records,Status at Finpay,Date in report,Number in report,Mutation,Note"
        )
        assert.match(rows[3] ?? "", /^4,amount differs,refund,R-2,4000,5000,,succeeded,,21\/11\/2026 10:02,,mut_\w+,/u)

        const saved = ["reconcile", at("report.csv"), "--mapping", at("mapping.json"), "--lang", "id"]
        const indonesian = yield* withSimulator([...saved, "--ask", "differences", "--out", at("out2.csv"), "--quiet"])
        assert.strictEqual(indonesian.exitCode, 3)
        assert.match(indonesian.stdout, /\nFinpay +pembayaran yang ditanyakan: 4\n/u)
        assert.match(indonesian.stdout, /\ncocok +pembayaran +1 +Rp 22\.000 +Rp 22\.000\n/u)
        assert.match(indonesian.stdout, /\nBARIS +HASIL +JENIS +REFERENSI +JUMLAH +SEBAB\n/u)
        assert.match(indonesian.stdout, /R-4 +Rp 7\.500 {2}Tidak ada di catatan kita\. Tidak dikenal oleh Finpay\.\n/u)
        assert.notMatch(indonesian.stdout, /Perbedaan bukan alasan/u)
        assert.match(indonesian.stdout, /^TIDAK SEMUANYA TERBACA: 1 baris\./u)
        assert.match(indonesian.stdout, / Nominal: "7,5" memuat pecahan rupiah\n/u)
        assert.match(readFileSync(at("out2.csv"), "utf8"), /^\uFEFFBaris;Hasil;Jenis;/u)
        yield* withSimulator([...saved, "--out", at("out.xlsx"), "--json"])
        // A workbook can be read as well: the one that was written.
        const sheet = ["reconcile", at("out.xlsx"), "--sheet", "Baris", "--inspect", "--json"]
        const { columns, format } = doneJson(yield* withSimulator(sheet))
        assert.strictEqual(format, "xlsx")
        assert.deepStrictEqual((columns as ReadonlyArray<Json>)[3], {
          number: 4,
          name: "Referensi",
          samples: ["R-1", "R-2", "R-4", "R-3"]
        })
      }))

    it.effect("as JSON: one summary, every result as a line of its own", () =>
      Effect.gen(function*() {
        const made = yield* folder
        const out = join(made, "out.jsonl")
        const compared = yield* withSimulator(
          ["reconcile", "-", ...flags, "--ask", "all", "--rate", "50", "--out", out, "--json", "--lang", "id"],
          { stdin: report }
        )
        assert.strictEqual(compared.exitCode, 3)
        assert.strictEqual(compared.stderr, "")
        const summary = oneJson(compared.stdout)
        assert.deepStrictEqual([summary["differs"], summary["differences"], summary["records"]], [true, 4, 3])
        assert.deepStrictEqual(summary["finpay"], { asked: 4, unanswered: 0 })
        assert.deepStrictEqual(totalsOf(summary), [
          "matched payment 1 22000 22000",
          "matched refund 1 10000 10000",
          "amount_differs refund 1 4000 5000",
          "missing_here refund 1 7500 0",
          "missing_there refund 1 0 1000",
          "unreadable  1 0 0"
        ])
        const lines = jsonLines(readFileSync(out, "utf8"))
        assert.deepStrictEqual(lines.map(({ verdict }) => verdict), [
          "matched",
          "matched",
          "amount_differs",
          "missing_here",
          "unreadable",
          "missing_there"
        ])
        assert.isTrue(lines.at(-1)?.["perhapsUnreadable"])
        assert.deepStrictEqual(lines[4]?.["problems"], [{
          column: "Nominal",
          problem: "\"7,5\" has a fraction of a rupiah",
          code: "fraction",
          about: "\"7,5\""
        }])
        const { finpay: said, records, report: line } = lines[2] as Readonly<Record<string, Json>>
        assert.deepStrictEqual([line?.["line"], line?.["amount"], line?.["at"]], [4, 4000, "2026-11-21T03:02:00.000Z"])
        assert.deepStrictEqual([records?.["amount"], records?.["state"]], [5000, "succeeded"])
        assert.deepStrictEqual([said?.["answer"], said?.["status"]], ["status", "PARTIALLY_REFUNDED"])
        assert.match(String(lines[2]?.["note"]), /^The report says Rp 4\.000\./u)
      }))

    it.effect("a period leaves out what it does not cover; when nothing differs: 0", () =>
      Effect.gen(function*() {
        const made = yield* folder
        const file = join(made, "report.csv")
        writeFileSync(file, "order,amount\nR-1,10000\n")
        const compare = ["reconcile", file, ...simple]
        const summary = oneJson((yield* withSimulator([...compare, "--json"])).stdout)
        assert.deepStrictEqual(totalsOf(summary), ["matched refund 1 10000 10000", "missing_there refund 2 0 6000"])
        // What was given back today can be in the report of tomorrow, and need not be.
        const tomorrow = new Date(Date.now() + 31 * 3_600_000).toISOString().slice(0, 10)
        const shown = doneText(yield* withSimulator([...compare, "--since", tomorrow, "--until", tomorrow]))
        assert.include(
          shown,
          `\nPeriod   since ${tomorrow} until ${tomorrow}\nJournal  refunds and voids asked for: 3\n`
        )
        assert.match(shown, /\nNothing differs\.\n$/u)
        const nothing = yield* withSimulator([...compare.with(1, "-"), "--since", tomorrow, "--lang", "id"], {
          stdin: "order,amount\n"
        })
        assert.match(doneText(nothing), /\nTidak ada yang dibandingkan\.\n$/u)
      }))

    it.effect("on a terminal it fits, the status has a colour, and what is not shown is said", () =>
      Effect.gen(function*() {
        const env = yield* simulatorEnvironment
        const made = yield* folder
        const file = join(made, "r.csv")
        writeFileSync(file, `order,amount\n${Array.from({ length: 60 }, (_, at) => `X-${at},1000\n`).join("")}`)
        const args = ["reconcile", "r.csv", ...simple, "--since", "2019-01-01", "--until", "2019-01-31"]
        const narrow = yield* onTerminal(args.with(1, file), { env, columns: 40 })
        assert.strictEqual(narrow.exitCode, 3)
        const long = narrow.rows.filter((row) => row.length > 40)
        assert.deepStrictEqual(long, [])
        assert.match(
          narrow.text,
          /\n\nLINE {7}2\nRESULT {5}missing here\nKIND {7}refund\nREFERENCE {2}X-0\nAMOUNT {5}Rp 1\.000\n/u
        )
        assert.include(narrow.raw, "\u001b[31mmissing here\u001b[39m")
        assert.match(narrow.text.replaceAll("\n", " "), /Shown: the first 50 of 60 differences\. All of them: --all/u)
        assert.notInclude(narrow.text, "X-55")
        const wide = yield* onTerminal([...args.with(1, file), "--all", "--lang", "id"], {
          env: { ...env, NO_COLOR: "1" },
          columns: 200
        })
        assert.match(
          wide.text,
          /BARIS +HASIL +JENIS +REFERENSI +JUMLAH +SEBAB\n +2 +tidak ada di sini +pengembalian +X-0 /u
        )
        assert.match(wide.text, / X-59 /u)
        assert.notInclude(wide.text, "Ditampilkan")
        assert.notInclude(wide.raw, "\u001b[31m")
      }))
  })

  it.effect("--inspect shows the guess and what is open, and compares nothing", () =>
    Effect.gen(function*() {
      const made = yield* folder
      const file = join(made, "report.csv")
      writeFileSync(file, report.replace("R-4;Pengembalian", "R-4;Bonus").replace("7,5", "5.000"))
      const shown = doneText(yield* finpay(["reconcile", file, "--inspect"])).replaceAll(made, ".")
      assert.match(
        shown,
        /^Report {2}\.\/report\.csv \(CSV\)\n\nNO +COLUMN +FIRST VALUES\n 1 +No Pesanan +R-1 \| R-2 \| R-4\n/u
      )
      assert.match(shown, /\n--reference +No Pesanan\n/u)
      assert.match(shown, /\nOpen +what does "Bonus" mean\? \(--payment-word, --refund-word\)\n/u)
      assert.match(
        shown,
        /finpay reconcile \.\/report\.csv --delimiter ";" --reference "No Pesanan" --amount Nominal /u
      )
      // The whole command, to be copied and completed.
      assert.match(
        shown,
        / in place of each \?\?\?: finpay reconcile .* --refund-word Pengembalian.* "--\?\?\?-word" Bonus\n/u
      )
      const indonesian = doneText(yield* finpay(["reconcile", file, "--inspect", "--lang", "id"]))
      assert.match(indonesian, /\nBelum jelas +apa arti "Bonus"\? \(--payment-word, --refund-word\)\n/u)
      const target = join(made, "mapping.json")
      const answered = ["--refund-word", "Pengembalian", "--payment-word", "Pembayaran", "--payment-word", "Bonus"]
      const json = doneJson(
        yield* finpay(["reconcile", file, "--inspect", ...answered, "--save-mapping", target, "--json"])
      )
      assert.deepStrictEqual([json["format"], json["open"], json["savedMapping"]], ["csv", [], target])
      assert.deepStrictEqual(json["mapping"], JSON.parse(readFileSync(target, "utf8")))
      const ready = yield* finpay(["reconcile", file, "--mapping", target, "--json"])
      assert.deepStrictEqual(totalsOf(oneJson(ready.stdout)), [
        "missing_here refund 3 19000 0",
        "not_compared payment 2 29500 0"
      ])
    }))

  it.effect("credentials are needed only where Finpay is asked", () =>
    Effect.gen(function*() {
      const env = { FINPAY_ENV: "sandbox", FINPAY_MERCHANT_ID: "MERCHANT01" }
      const compare = ["reconcile", "-", ...simple, "--json"]
      const compared = yield* finpay(compare, { env, stdin: "order,amount\nX-1,1000\n" })
      assert.strictEqual(compared.exitCode, 3)
      assert.deepStrictEqual(totalsOf(oneJson(compared.stdout)), ["missing_here refund 1 1000 0"])
      const asked = yield* finpay([...compare, "--ask", "all"], { env, stdin: "order,amount\nX-1,1000\n" })
      assert.match(String(assertJsonFailure(asked, 5, "ConfigurationProblem")["message"]), /FINPAY_MERCHANT_KEY/u)
    }))

  it.effect("Finpay that does not answer: 6 where nothing differs; credentials it does not accept: 5", () =>
    Effect.gen(function*() {
      const stdin = "order,amount\nX-1,1000\n"
      const ask = ["reconcile", "-", "--reference", "order", "--amount", "amount", "--kind", "payment", "--ask", "all"]
      const broken = yield* stubServer(answeringCode("5000000"))
      const ended = yield* finpay([...ask, "--json"], { stdin, env: { FINPAY_BASE_URL: broken } })
      assert.deepStrictEqual([ended.exitCode, ended.stderr], [6, ""])
      assert.deepStrictEqual(oneJson(ended.stdout)["finpay"], { asked: 1, unanswered: 1 })
      const refusing = yield* stubServer(answeringCode("4010000"))
      assertJsonFailure(
        yield* finpay([...ask, "--json"], { stdin, env: { FINPAY_BASE_URL: refusing } }),
        5,
        "NotAuthenticated"
      )
    }))

  it.effect("what cannot be used is named: 2", () =>
    Effect.gen(function*() {
      const made = yield* folder
      const at = (name: string) => join(made, name)
      writeFileSync(at("r.csv"), "order,amount\nX-1,1000\n")
      writeFileSync(at("list.json"), "[]")
      writeFileSync(
        at("wrong.json"),
        JSON.stringify({ reference: "order", amount: "amount", kind: "refund", colour: 1 })
      )
      const wrong = (args: ReadonlyArray<string>, pattern: RegExp) =>
        Effect.map(finpay(["reconcile", at("r.csv"), ...args]), (ended) => assertTextFailure(ended, 2, pattern))
      yield* wrong([], /is not said yet\. finpay can look and make a guess: finpay reconcile .* --inspect\n$/u)
      yield* wrong(["--kind", "refund"], /reference \(--reference\): .*; amount \(--amount\): .* --inspect\n$/u)
      yield* wrong(["--mapping", at("list.json")], /is no saved mapping: it is not a JSON object/u)
      yield* wrong(["--mapping", at("wrong.json")], /colour: /u)
      yield* wrong([...simple, "--out", at("r.txt")], /ends in \.csv, \.xlsx or \.jsonl/u)
      yield* wrong([...simple, "--out", at("r.csv")], /that is the report itself/u)
      yield* wrong([...simple, "--out", at("no/out.csv")], /there is no such folder/u)
      yield* wrong([...simple, "--since", "2026-12-01", "--until", "2026-11-30"], /--since: is later than --until/u)
      yield* wrong([...simple, "--since", "2026-02-30"], /a day such as 2026-11-21/u)
      yield* wrong(
        ["--reference", "nomor", "--amount", "amount", "--kind", "refund"],
        /no column "nomor" among "order", "amount"/u
      )
      assert.deepStrictEqual(readdirSync(made).toSorted(), ["list.json", "r.csv", "tmp", "wrong.json"])
      const refused = yield* finpay(["reconcile", "-", ...simple, "--json"], { stdin: "order,amount\n\"X" })
      assert.strictEqual(assertJsonFailure(refused, 2, "ReportRefused")["line"], 2)
    }))

  it.effect("Ctrl-C leaves nothing behind: 130", () =>
    Effect.gen(function*() {
      const made = yield* folder
      writeFileSync(join(made, "r.csv"), "order,amount\nX-1,1000\n")
      const url = yield* stubServer(() => {})
      const args = ["reconcile", join(made, "r.csv"), ...simple, "--ask", "all", "--out", join(made, "out.xlsx")]
      const ended = yield* onTerminal(
        args,
        { env: { FINPAY_BASE_URL: url, TMPDIR: join(made, "tmp") } },
        ({ type, waitFor }) => Effect.andThen(waitFor("Asking Finpay: 0 answers"), type("\u0003"))
      )
      assert.strictEqual(ended.exitCode, 130)
      assert.deepStrictEqual(readdirSync(made).toSorted(), ["r.csv", "tmp"])
      assert.deepStrictEqual(readdirSync(join(made, "tmp")).filter((name) => name.startsWith("finpay")), [])
    }))

  it.effect("of 20,000 lines it finds exactly the known differences", () =>
    Effect.gen(function*() {
      const made = yield* folder
      const at = (name: string) => join(made, name)
      const dataHome = freshHome()
      const env = { XDG_DATA_HOME: dataHome, TMPDIR: at("tmp") }
      doneJson(yield* finpay(["mutations", "list", "--json"], { env }))
      fillJournal(journalIn(dataHome), "local/FINPAY001", 20_000)
      writeReport(at("report.csv"), 20_000)
      writeFileSync(at("mapping.json"), JSON.stringify(mapping))
      const args = ["reconcile", at("report.csv"), "--mapping", at("mapping.json")]
      const ended = yield* finpay([...args, "--out", at("out.jsonl"), "--json"], { env })
      assert.strictEqual(ended.exitCode, 3)
      const counts = (oneJson(ended.stdout)["totals"] as ReadonlyArray<{ verdict: string; count: number }>)
        .map(({ count, verdict }) => [verdict, count] as const)
      assert.deepStrictEqual(Object.fromEntries(counts), expectedCounts(20_000))
      const found = jsonLines(readFileSync(at("out.jsonl"), "utf8"))
        .flatMap(({ differs, reference, verdict }) => differs === true ? [[String(reference), verdict] as const] : [])
        .filter(([, verdict]) => verdict !== "unreadable")
      const known = [...expectedFaults(20_000)].filter(([, fault]) => fault !== "unreadable")
      assert.strictEqual(found.length, known.length)
      assert.deepStrictEqual(Object.fromEntries(found), Object.fromEntries(known))
      assert.deepStrictEqual(readdirSync(at("tmp")).filter((name) => name.startsWith("finpay")), [])
    }))
})
