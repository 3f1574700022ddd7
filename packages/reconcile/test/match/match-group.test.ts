import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { matchGroup } from "../../src/match/match-group.ts"
import type { Candidate } from "../../src/match/match-group.ts"
import { outcomes } from "../../src/report/ReportLine.ts"
import type { Outcome, ReportLine } from "../../src/report/ReportLine.ts"

const lineOf = (line: number, amount: number, more: Partial<ReportLine> = {}): ReportLine => ({
  line,
  reference: "INV-1",
  kind: "refund",
  amount,
  outcome: "done",
  ...more
})

const entryOf = (seq: number, amount: number, outcome: Outcome = "done", expected = true): Candidate => ({
  seq,
  expected,
  entry: { reference: "INV-1", kind: "refund", amount, outcome, state: outcome, at: seq }
})

/** The decisions as text: `line verdict [seq | line it repeats]`, then the missing entries. */
const decided = (lines: ReadonlyArray<ReportLine>, candidates: ReadonlyArray<Candidate>, complete = true) => {
  const { lines: decisions, missingThere } = matchGroup(lines, candidates, complete)
  return [
    ...decisions.toSorted((one, two) => one.line.line - two.line.line).map(({ candidate, line, repeats, verdict }) =>
      [line.line, verdict, candidate?.seq ?? repeats].filter((part) => part !== undefined).join(" ")
    ),
    ...missingThere.map(({ seq }) => `missing ${seq}`)
  ]
}

describe("the lines and entries of one reference", () => {
  it("match by amount, whatever their order", () => {
    assert.deepStrictEqual(decided([lineOf(2, 7000), lineOf(3, 5000)], [entryOf(1, 5000), entryOf(2, 7000)]), [
      "2 matched 2",
      "3 matched 1"
    ])
  })

  it("match twice where both have it twice: two refunds of the same amount", () => {
    assert.deepStrictEqual(decided([lineOf(2, 5000), lineOf(3, 5000)], [entryOf(1, 5000), entryOf(2, 5000)]), [
      "2 matched 1",
      "3 matched 2"
    ])
  })

  it("differ in amount where one is left on each side", () => {
    assert.deepStrictEqual(decided([lineOf(2, 7001), lineOf(3, 5000)], [entryOf(1, 5000), entryOf(2, 7000)]), [
      "2 amount_differs 2",
      "3 matched 1"
    ])
  })

  it("are missing on both sides where nobody can say which belongs to which", () => {
    assert.deepStrictEqual(decided([lineOf(2, 1), lineOf(3, 2)], [entryOf(1, 3), entryOf(2, 4)]), [
      "2 missing_here",
      "3 missing_here",
      "missing 1",
      "missing 2"
    ])
  })

  it("are a duplicate where the report says it again and the records have no more", () => {
    assert.deepStrictEqual(decided([lineOf(2, 5000), lineOf(9, 5000)], [entryOf(1, 5000)]), [
      "2 matched 1",
      "9 duplicate_line 2"
    ])
    assert.deepStrictEqual(decided([lineOf(2, 5000), lineOf(3, 5000), lineOf(4, 5000)], []), [
      "2 missing_here",
      "3 duplicate_line 2",
      "4 duplicate_line 2"
    ])
    assert.deepStrictEqual(decided([lineOf(2, 5001), lineOf(3, 5001)], [entryOf(1, 5000)]), [
      "2 amount_differs 1",
      "3 duplicate_line 2"
    ])
  })

  it("are two movements where they have two numbers, times or statuses", () => {
    for (const more of [{ id: "b" }, { at: 5 }, { status: "SUKSES" }] as const) {
      assert.deepStrictEqual(decided([lineOf(2, 5000), lineOf(3, 5000, more)], [entryOf(1, 5000)]), [
        "2 matched 1",
        "3 missing_here"
      ])
    }
  })

  it("differ in status where the records say something else", () => {
    for (const outcome of ["not_done", "unknown"] as const) {
      assert.deepStrictEqual(decided([lineOf(2, 5000)], [entryOf(1, 5000, outcome)]), ["2 status_differs 1"])
      assert.deepStrictEqual(decided([lineOf(2, 5000, { outcome })], [entryOf(1, 5000)]), ["2 status_differs 1"])
      assert.deepStrictEqual(decided([lineOf(2, 5000, { outcome })], [entryOf(1, 5000, outcome)]), ["2 matched 1"])
    }
  })

  it("go with the attempt that says the same: one was rejected, the next one succeeded", () => {
    assert.deepStrictEqual(decided([lineOf(2, 5000)], [entryOf(1, 5000, "not_done"), entryOf(2, 5000)]), [
      "2 matched 2"
    ])
    assert.deepStrictEqual(
      decided([lineOf(2, 5000, { outcome: "not_done" }), lineOf(3, 5000)], [
        entryOf(1, 5000),
        entryOf(2, 5000, "not_done")
      ]),
      ["2 matched 2", "3 matched 1"]
    )
    assert.deepStrictEqual(
      decided([lineOf(2, 5000)], [entryOf(1, 5000, "not_done"), entryOf(2, 5000, "unknown")]),
      ["2 status_differs 2"]
    )
  })

  it("are not missing there where nothing happened, or where the report may leave them out", () => {
    assert.deepStrictEqual(decided([], [entryOf(1, 5000, "not_done"), entryOf(2, 5000, "done", false)]), [])
    assert.deepStrictEqual(decided([], [entryOf(1, 5000, "unknown"), entryOf(2, 7000)]), ["missing 1", "missing 2"])
  })

  it("go first with entries that must be there, and may go with the others", () => {
    assert.deepStrictEqual(decided([lineOf(2, 5000)], [entryOf(1, 5000, "done", false), entryOf(2, 5000)]), [
      "2 matched 2"
    ])
    assert.deepStrictEqual(decided([lineOf(2, 5000)], [entryOf(1, 5000, "done", false)]), ["2 matched 1"])
    assert.deepStrictEqual(decided([lineOf(2, 5001)], [entryOf(1, 5000, "done", false)]), ["2 missing_here"])
  })

  it("are not compared where the records are not complete", () => {
    assert.deepStrictEqual(decided([lineOf(2, 5000), lineOf(3, 5000)], [], false), [
      "2 not_compared",
      "3 duplicate_line 2"
    ])
  })

  const Amount = Schema.Literals([1, 2, 3])
  const Side = Schema.Array(Schema.Struct({ amount: Amount, outcome: Schema.Literals(outcomes) })).check(
    Schema.isMaxLength(6)
  )
  it.prop("have one decision for every line, and every entry at most once", [Side, Side, Schema.Boolean], (
    [left, right, complete]
  ) => {
    const lines = left.map(({ amount, outcome }, at) => lineOf(at + 2, amount, { outcome }))
    const candidates = right.map(({ amount, outcome }, at) => entryOf(at + 1, amount, outcome))
    const { lines: decisions, missingThere } = matchGroup(lines, candidates, complete)
    assert.sameMembers(decisions.map(({ line }) => line.line), lines.map(({ line }) => line))
    const used = [...decisions.flatMap(({ candidate }) => candidate?.seq ?? []), ...missingThere.map(({ seq }) => seq)]
    assert.strictEqual(new Set(used).size, used.length)
    const unused = candidates.filter(({ seq }) => !used.includes(seq))
    assert.isTrue(unused.every(({ entry }) => entry.outcome === "not_done"))
    for (const { candidate, line, verdict } of decisions) {
      if (verdict === "matched") {
        assert.deepStrictEqual([line.amount, line.outcome], [candidate?.entry.amount, candidate?.entry.outcome])
      }
      if (verdict === "status_differs") assert.strictEqual(line.amount, candidate?.entry.amount)
      if (verdict === "amount_differs") assert.notStrictEqual(line.amount, candidate?.entry.amount)
    }
    const amounts = (all: ReadonlyArray<{ readonly amount: number }>, amount: number) =>
      all.filter((each) => each.amount === amount).length
    const paired = decisions.filter(({ verdict }) => verdict === "matched" || verdict === "status_differs")
    const most = [1, 2, 3].reduce((sum, amount) => sum + Math.min(amounts(left, amount), amounts(right, amount)), 0)
    assert.strictEqual(paired.length, most)
  })

  it.prop("all match where both sides say the same", [Side], ([side]) => {
    const lines = side.map(({ amount, outcome }, at) => lineOf(at + 2, amount, { outcome }))
    const candidates = side.map(({ amount, outcome }, at) => entryOf(at + 1, amount, outcome)).toReversed()
    const { lines: decisions, missingThere } = matchGroup(lines, candidates, true)
    assert.isTrue(decisions.every(({ verdict }) => verdict === "matched"))
    assert.deepStrictEqual(missingThere, [])
  })
})
