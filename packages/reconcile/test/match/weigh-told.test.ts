import { assert, describe, it } from "@effect/vitest"
import { paymentStatuses, qrisStatuses } from "@openfinpay/finpay-core"
import type { LineDecision } from "../../src/match/match-group.ts"
import { weighTold } from "../../src/match/weigh-told.ts"
import type { Kind, Outcome } from "../../src/report/ReportLine.ts"
import { statusSays } from "../../src/Told.ts"
import type { Told } from "../../src/Told.ts"

type Verdict = LineDecision["verdict"]

const weigh = (kind: Kind, outcome: Outcome, verdict: Verdict, told: Told) =>
  weighTold({ line: 2, reference: "INV-1", kind, amount: 22000, outcome }, verdict, told)

const status = (text: string, paidAmount?: number): Told => ({
  answer: "status",
  status: text,
  at: 0,
  ...(paidAmount === undefined ? {} : { paidAmount })
})

const notFound: Told = { answer: "not_found", at: 0 }
const failed: Told = { answer: "failed", problem: "gone", at: 0 }

describe("what Finpay says about a line", () => {
  const alone: ReadonlyArray<readonly [Kind, Outcome, Told, Verdict]> = [
    ["payment", "done", status("PAID", 22000), "matched"],
    ["payment", "done", status("CAPTURED"), "matched"],
    ["payment", "done", status("REFUNDED", 22000), "matched"],
    ["payment", "done", status("PAID", 22001), "amount_differs"],
    ["payment", "done", status("EXPIRED", 22000), "status_differs"],
    ["payment", "done", status("PENDING"), "status_differs"],
    ["payment", "not_done", status("FAILURE"), "matched"],
    ["payment", "not_done", status("PAID", 22000), "status_differs"],
    ["payment", "unknown", status("PAID", 22000), "status_differs"],
    ["payment", "done", status("ON_FIRE", 22000), "not_compared"],
    ["payment", "done", status("PARTIALLY_CAPTURED", 22000), "not_compared"],
    ["payment", "done", status("00", 22000), "matched"],
    ["payment", "done", status("06", 22000), "status_differs"],
    ["payment", "done", status("07"), "not_compared"],
    ["payment", "done", notFound, "missing_here"],
    ["payment", "done", failed, "not_compared"],
    ["refund", "done", status("REFUNDED", 99000), "matched"],
    ["refund", "done", status("PARTIALLY_REFUNDED", 99000), "matched"],
    ["refund", "done", status("PAID", 22000), "status_differs"],
    ["refund", "done", status("CANCELLED"), "not_compared"],
    ["refund", "done", status("04"), "matched"],
    ["refund", "done", status("00"), "not_compared"],
    ["refund", "done", status("05"), "status_differs"]
  ]
  for (const [kind, outcome, told, verdict] of alone) {
    const says = told.answer === "status" ? `${told.status} ${told.paidAmount ?? ""}` : told.answer
    it(`decides where the records do not: ${kind} ${outcome}, Finpay ${says} is ${verdict}`, () =>
      assert.strictEqual(weigh(kind, outcome, "not_compared", told), verdict))
  }

  it("contradicts what matched", () => {
    assert.strictEqual(weigh("refund", "done", "matched", status("PAID")), "status_differs")
    assert.strictEqual(weigh("refund", "done", "matched", notFound), "status_differs")
    assert.strictEqual(weigh("refund", "done", "matched", status("REFUNDED")), "matched")
    assert.strictEqual(weigh("refund", "done", "matched", status("ON_FIRE")), "matched")
    assert.strictEqual(weigh("refund", "done", "matched", failed), "matched")
    assert.strictEqual(weigh("refund", "unknown", "matched", status("PAID")), "matched")
    assert.strictEqual(weigh("payment", "not_done", "matched", notFound), "matched")
  })

  it("never makes a difference go away", () => {
    const differences = ["amount_differs", "status_differs", "missing_here", "duplicate_line"] as const
    for (const verdict of differences) {
      for (const word of [...Object.keys(paymentStatuses), ...Object.keys(qrisStatuses), "ON_FIRE"]) {
        for (const kind of ["payment", "refund"] as const) {
          assert.strictEqual(weigh(kind, "done", verdict, status(word, 22000)), verdict)
        }
      }
    }
  })

  it("does not say of an unpaid payment that it was given back", () => {
    for (const word of [...Object.keys(paymentStatuses), ...Object.keys(qrisStatuses)]) {
      if (statusSays("payment", word) === "not_done") assert.notStrictEqual(statusSays("refund", word), "done", word)
    }
  })
})
