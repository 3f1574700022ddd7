import { assert, describe, it } from "@effect/vitest"
import type { Verdict } from "@openfinpay/finpay-reconcile"
import { Stream } from "effect"
import { adviceOn } from "../../src/reconcile/advice.ts"
import type { Outcome } from "../../src/reconcile/Outcome.ts"

const outcome = (unreadable: number, ...verdicts: ReadonlyArray<Verdict>): Outcome => ({
  file: "report.csv",
  period: undefined,
  asked: "none",
  unanswered: 0,
  out: undefined,
  savedMapping: undefined,
  reconciliation: {
    report: { lines: 1, unreadable, ignored: 0, firstAt: 0, lastAt: 0 },
    knownEntries: 1,
    questions: 0,
    totals: verdicts.map((verdict) => ({ verdict, count: 1, reportRupiah: 1n, knownRupiah: 1n })),
    differs: true,
    results: Stream.empty
  }
})

const beginnings = (told: Outcome) => adviceOn(told).map((advice) => advice.split(" ").slice(0, 2).join(" "))

describe("advice on a comparison", () => {
  it("says what to do about differences, and how to leave out what the report does not cover", () => {
    assert.deepStrictEqual(beginnings(outcome(0, "missing_there")), ["A difference", "Without a"])
    assert.deepStrictEqual(beginnings(outcome(0, "amount_differs")), ["A difference"])
    assert.deepStrictEqual(beginnings(outcome(0, "matched")), [])
    assert.match(adviceOn(outcome(0, "missing_here"))[0] ?? "", /finpay mutations show ID$/u)
  })

  it("gives none by what may stand in lines that could not be read", () => {
    assert.deepStrictEqual(beginnings(outcome(1, "missing_there", "unreadable")), [])
    assert.deepStrictEqual(beginnings(outcome(1, "status_differs", "missing_there", "unreadable")), ["A difference"])
  })
})
