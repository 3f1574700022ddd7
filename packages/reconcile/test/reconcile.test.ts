import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Schema, Scope, Stream } from "effect"
import { readdirSync } from "node:fs"
import { join } from "node:path"
import { explain } from "../src/export/explain.ts"
import type { KnownEntry } from "../src/Known.ts"
import { reconcile } from "../src/reconcile.ts"
import type { ReconcileOptions } from "../src/reconcile.ts"
import type { Mapping } from "../src/report/Mapping.ts"
import { kinds } from "../src/report/ReportLine.ts"
import type { Result } from "../src/Result.ts"
import { bytesOf } from "./support/bytes.ts"
import { temporaryFolder } from "./support/folder.ts"
import { countsOf, expectedCounts, makeScenario, mapping, reportCsv, reportXlsx } from "./support/scenario.ts"

const small: Mapping = {
  reference: "Ref",
  amount: "Amount",
  kind: { column: "Type", payment: ["payment"], refund: ["refund"] }
}

const entry = (reference: string, amount: number, more: Partial<KnownEntry> = {}): KnownEntry => ({
  reference,
  kind: "refund",
  amount,
  outcome: "done",
  state: "succeeded",
  at: 0,
  ...more
})

const compare = (
  rows: ReadonlyArray<string>,
  entries: ReadonlyArray<KnownEntry>,
  more: Partial<Pick<ReconcileOptions, "period" | "directory">> = {}
) =>
  reconcile({
    report: bytesOf(["Ref,Type,Amount", ...rows].join("\n")),
    mapping: small,
    known: { kinds: ["refund"], entries: Stream.fromIterable(entries) },
    ...more
  })

const shown = (result: Result): string =>
  result.verdict === "missing_there"
    ? `${result.verdict} ${result.known.reference}`
    : `${result.line.line} ${result.verdict}`

const resultsOf = (rows: ReadonlyArray<string>, entries: ReadonlyArray<KnownEntry>, more = {}) =>
  Effect.flatMap(compare(rows, entries, more), ({ results }) => Stream.runCollect(Stream.map(results, shown)))

describe("a report against our records", () => {
  it.effect("what is missing in it may stand in a line that could not be read", () =>
    Effect.gen(function*() {
      const missing = Effect.fnUntraced(function*(row: string) {
        const { results } = yield* compare([row], [entry("Z", 1)])
        return yield* Stream.runCollect(Stream.filter(results, ({ verdict }) => verdict === "missing_there"))
      })
      const result = { verdict: "missing_there", known: entry("Z", 1) } as const
      assert.deepStrictEqual(yield* missing("A,refund,x"), [{ ...result, perhapsUnreadable: true }])
      assert.deepStrictEqual(yield* missing("A,refund,5"), [result])
      assert.match(explain({ ...result, perhapsUnreadable: true }), /^Perhaps in the report/u)
      assert.match(explain(result), /^The report does not have it/u)
    }))

  it.effect("has a result for every line, in its order, then for what it lacks", () =>
    Effect.gen(function*() {
      const rows = ["B,refund,5", "A,refund,7", "A,refund,x", "C,payment,1", "D,refund,1", "B,refund,5"]
      const entries = [entry("Z", 1), entry("A", 7), entry("B", 5), entry("Y", 2)]
      const found = yield* compare(rows, entries)
      const results = yield* Stream.runCollect(found.results)
      assert.deepStrictEqual(results.map(shown), [
        "2 matched",
        "3 matched",
        "4 unreadable",
        "5 not_compared",
        "6 missing_here",
        "7 duplicate_line",
        "missing_there Z",
        "missing_there Y"
      ])
      assert.deepStrictEqual(results[0], {
        verdict: "matched",
        line: { line: 2, reference: "B", kind: "refund", amount: 5, outcome: "done" },
        known: entry("B", 5)
      })
      assert.deepStrictEqual(found.totals, [
        { verdict: "matched", kind: "refund", count: 2, reportRupiah: 12n, knownRupiah: 12n },
        { verdict: "missing_here", kind: "refund", count: 1, reportRupiah: 1n, knownRupiah: 0n },
        { verdict: "missing_there", kind: "refund", count: 2, reportRupiah: 0n, knownRupiah: 3n },
        { verdict: "duplicate_line", kind: "refund", count: 1, reportRupiah: 5n, knownRupiah: 0n },
        { verdict: "not_compared", kind: "payment", count: 1, reportRupiah: 1n, knownRupiah: 0n },
        { verdict: "unreadable", count: 1, reportRupiah: 0n, knownRupiah: 0n }
      ])
      assert.deepStrictEqual(found.report, { lines: 5, unreadable: 1, ignored: 0 })
      assert.strictEqual(found.knownEntries, 4)
      assert.isTrue(found.differs)
      assert.deepStrictEqual(yield* Stream.runCollect(found.results), results)
    }))

  it.effect("does not differ where all matches or is not compared", () =>
    Effect.map(
      compare(["A,refund,7", "B,payment,7"], [entry("A", 7)]),
      ({ differs }) => assert.isFalse(differs)
    ))

  it.effect("need not have what lies outside its time, and may", () =>
    Effect.gen(function*() {
      const entries = [entry("A", 1, { at: 99 }), entry("B", 2, { at: 100 }), entry("C", 3, { at: 200 })]
      const period = { from: 100, until: 200 }
      assert.deepStrictEqual(yield* resultsOf([], entries, { period }), ["missing_there B"])
      assert.deepStrictEqual(yield* resultsOf(["A,refund,1", "C,refund,3"], entries, { period }), [
        "2 matched",
        "3 matched",
        "missing_there B"
      ])
      assert.deepStrictEqual(yield* resultsOf([], [entry("V", 1, { optional: true })]), [])
    }))

  it.effect("says when its lines are", () =>
    Effect.gen(function*() {
      const found = yield* reconcile({
        report: bytesOf("a,b,c\nA,1,2026-11-21\nB,1,2026-11-19\nC,1,2026-11-20\nTotal,3,\n"),
        mapping: { reference: "a", amount: "b", kind: "payment", date: { column: "c" }, ignore: ["total"] },
        known: { kinds: [], entries: Stream.empty }
      })
      assert.deepStrictEqual(found.report, {
        lines: 3,
        unreadable: 0,
        ignored: 1,
        firstAt: Date.parse("2026-11-19T00:00:00+07:00"),
        lastAt: Date.parse("2026-11-21T00:00:00+07:00")
      })
    }))

  it.effect("is refused where one reference has too many lines", () =>
    Effect.gen(function*() {
      const rows = (count: number) => Array.from({ length: count }, () => "A,refund,1")
      const error = yield* Effect.flip(compare(rows(10_001), []))
      assert.strictEqual(error._tag, "ReportRefused")
      assert.include(error.message, "more than 10000 lines and entries have the reference \"A\"")
      assert.deepStrictEqual(countsOf(yield* compare(rows(10_000), [])), { missing_here: 1, duplicate_line: 9999 })
    }))

  it.effect("adds up exactly where numbers would not", () =>
    Effect.gen(function*() {
      const most = 99_999_999_999_999
      const rows = Array.from({ length: 200 }, (_, at) => `R-${at},refund,${most}`)
      const { totals } = yield* compare(rows, [])
      assert.strictEqual(totals[0]?.reportRupiah, 200n * BigInt(most))
    }))

  it.effect("fails as its parts fail", () =>
    Effect.gen(function*() {
      const known = { kinds, entries: Stream.empty }
      const report = bytesOf("Ref,Type,Amount\n")
      const options = { report, mapping: small, known }
      const broken = Stream.fail("broken" as const)
      assert.strictEqual(yield* Effect.flip(reconcile({ ...options, report: broken })), "broken")
      assert.strictEqual(yield* Effect.flip(reconcile({ ...options, known: { kinds, entries: broken } })), "broken")
      const nowhere = yield* Effect.flip(reconcile({ ...options, directory: join("/", "not", "there") }))
      assert.strictEqual(nowhere._tag, "WorkspaceFailed")
    }))

  it.effect("keeps its results until the scope closes, and leaves nothing behind", () =>
    Effect.gen(function*() {
      const directory = yield* temporaryFolder
      const scope = yield* Scope.make()
      const { results } = yield* Scope.provide(compare(["A,refund,1"], [], { directory }), scope)
      assert.strictEqual(readdirSync(directory).length, 1)
      assert.strictEqual(yield* Stream.runCount(results), 1)
      yield* Scope.close(scope, Exit.void)
      assert.deepStrictEqual(readdirSync(directory), [])
      const closed = yield* Effect.flip(Stream.runCount(results))
      assert.strictEqual(closed._tag, "WorkspaceFailed")
    }))

  it.effect("lets others work while it compares", () =>
    Effect.gen(function*() {
      const scenario = makeScenario(20_000)
      let turns = 0
      let going = true
      const turn = (): void => {
        turns += 1
        if (going) setImmediate(turn)
      }
      const entries = scenario.known.entries.pipe(Stream.onEnd(Effect.sync(() => setImmediate(turn))))
      yield* reconcile({ report: reportCsv(scenario), mapping, known: { kinds, entries } })
      going = false
      // Only the comparing itself lies behind the last entry: 20,000 references, 200 of them at a time.
      assert.isAtLeast(turns, 90)
    }))
})

const Reference = Schema.Literals(["A", "B", "b", "C", "\u00E9", "\uD83D\uDCB8"])
const Amount = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 99_999_999_999_999 }))
const Movement = Schema.Struct({ reference: Reference, amount: Amount, kind: Schema.Literals(kinds) })

describe("generated reports", () => {
  it.effect.prop(
    "match records that say the same, however both are ordered",
    [Schema.Array(Movement)],
    ([movements]) =>
      Effect.gen(function*() {
        const rows = movements.map(({ amount, kind, reference }) => `${reference},${kind},${amount}`)
        const entries = movements.map(({ amount, kind, reference }) => entry(reference, amount, { kind })).toReversed()
        const found = yield* reconcile({
          report: bytesOf(["Ref,Type,Amount", ...rows].join("\n")),
          mapping: small,
          known: { kinds, entries: Stream.fromIterable(entries) }
        })
        assert.deepStrictEqual(countsOf(found), movements.length === 0 ? {} : { matched: movements.length })
        const sum = movements.reduce((all, { amount }) => all + BigInt(amount), 0n)
        assert.strictEqual(found.totals.reduce((all, { reportRupiah }) => all + reportRupiah, 0n), sum)
      }),
    { arbitrary: { runs: 50 } }
  )

  it.effect.prop("have one result a line, and sums that are those of both sides", [
    Schema.Array(Movement),
    Schema.Array(Movement)
  ], ([left, right]) =>
    Effect.gen(function*() {
      const rows = left.map(({ amount, kind, reference }) => `${reference},${kind},${amount}`)
      const entries = right.map(({ amount, kind, reference }) => entry(reference, amount, { kind }))
      const found = yield* reconcile({
        report: bytesOf(["Ref,Type,Amount", ...rows].join("\n")),
        mapping: small,
        known: { kinds, entries: Stream.fromIterable(entries) }
      })
      const results = yield* Stream.runCollect(found.results)
      const lines = results.flatMap((result) => result.verdict === "missing_there" ? [] : [result.line.line])
      assert.deepStrictEqual(lines, left.map((_, at) => at + 2))
      const sumOf = (side: ReadonlyArray<{ readonly amount: number }>) =>
        side.reduce((all, { amount }) => all + BigInt(amount), 0n)
      assert.strictEqual(found.totals.reduce((all, { reportRupiah }) => all + reportRupiah, 0n), sumOf(left))
      assert.strictEqual(found.totals.reduce((all, { knownRupiah }) => all + knownRupiah, 0n), sumOf(right))
    }), { arbitrary: { runs: 50 } })

  for (const size of [1000, 100_000]) {
    it.effect(`of ${size} lines give exactly the differences that were put in`, () =>
      Effect.gen(function*() {
        const scenario = makeScenario(size)
        const found = yield* reconcile({ report: reportCsv(scenario), mapping, known: scenario.known })
        assert.deepStrictEqual(countsOf(found), expectedCounts(scenario))
        const wrong = yield* Stream.runCollect(Stream.filter(found.results, ({ verdict }) => verdict !== "matched"))
        const named = wrong.map((result) => [scenario.numberOf(result), result.verdict] as const)
        assert.deepStrictEqual<unknown>(named.toSorted(([one], [two]) => one - two), scenario.faults)
      }))
  }

  it.effect("are the same as a sheet", () =>
    Effect.gen(function*() {
      const scenario = makeScenario(5000)
      const [csv, xlsx] = yield* Effect.forEach([reportCsv(scenario), reportXlsx(scenario)], (report) =>
        Effect.flatMap(reconcile({ report, mapping, known: scenario.known }), ({ results }) =>
          Stream.runCollect(results)))
      assert.deepStrictEqual(xlsx, csv)
    }))
})
