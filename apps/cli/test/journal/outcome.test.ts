import { assert, describe, it } from "@effect/vitest"
import { journaledOperations, mutationStates } from "@openfinpay/finpay-journal"
import type { AuditEvent, Mutation } from "@openfinpay/finpay-journal"
import { operations, states } from "../../src/commands/mutations-list.ts"
import { exitCodeOf } from "../../src/failure.ts"
import { outcomeOf } from "../../src/journal/outcome.ts"

const base: Mutation = {
  id: "mut_1",
  account: "local/FINPAY001",
  key: "key-1",
  operation: "refund",
  reference: "INV-1",
  amount: 10_000,
  request: { order: { id: "INV-1", amount: 10_000 } },
  requestHash: "0".repeat(64),
  actor: "cli:budi",
  state: "accepted",
  version: 1,
  acceptedAt: 0,
  updatedAt: 0
}

const event = (event: AuditEvent["event"], actor: string, reason: string): AuditEvent => ({
  account: base.account,
  lane: 0,
  sequence: 1,
  mutationId: base.id,
  at: 0,
  event,
  actor,
  to: "closed",
  reason,
  detailHash: "",
  rowHash: "",
  previousHash: "",
  hash: ""
})

const lost = {
  _tag: "OutcomeUnknown",
  operation: "refund",
  reference: "INV-1",
  reason: "timeout",
  detail: "no answer came within 30 seconds",
  nextStep: "Ask for the payment's status until it decides; do not send it again.",
  safeToRetry: false,
  traceId: "trace-1"
} as const

const said = (changes: Partial<Mutation>, history: ReadonlyArray<AuditEvent> = []) =>
  outcomeOf({ ...base, ...changes }, history)

const failure = (changes: Partial<Mutation>, history: ReadonlyArray<AuditEvent> = []) => {
  const outcome = said(changes, history)
  if (outcome.kind === "done") throw new Error(outcome.sentence)
  return outcome.failure
}

describe("the words of the command line are those of the journal", () => {
  it("states and operations", () => {
    assert.deepStrictEqual<ReadonlyArray<string>>(states, mutationStates)
    assert.deepStrictEqual<ReadonlyArray<string>>(operations, journaledOperations)
  })
})

describe("outcomeOf", () => {
  it("done by Finpay's word: what was done, in the words of the operation", () => {
    const succeeded = { state: "succeeded", decidedBy: "answer" } as const
    for (
      const [changes, sentence] of [
        [{}, "Refunded Rp 10.000 of INV-1."],
        [{ operation: "void" }, "Voided the payment of Rp 10.000 for INV-1."],
        [{ operation: "cancel" }, "Cancelled INV-1: it can no longer be paid."],
        [{ operation: "qrisRefund", request: { partnerRefundNo: "R-1" } }, "Refunded Rp 10.000 of INV-1 as R-1."],
        // Erased.
        [{ operation: "qrisRefund", request: undefined }, "Refunded Rp 10.000 of INV-1."]
      ] as const
    ) {
      assert.deepStrictEqual(said({ ...succeeded, ...changes }), { kind: "done", sentence })
    }
  })

  it("done by evidence or by a person's word: says whose word it is", () => {
    const decided = [event("checked", "journal", "not yet"), event("decided", "journal", "It is given back.")]
    assert.deepStrictEqual(said({ state: "succeeded", decidedBy: "evidence" }, decided), {
      kind: "done",
      sentence: "Refunded Rp 10.000 of INV-1.",
      why: "its answer was lost, and Finpay was asked: It is given back."
    })
    const closed = [event("review", "journal", "nobody knows"), event("closed", "cli:budi", "case 881")]
    assert.deepStrictEqual(said({ state: "closed", closedAs: "applied", decidedBy: "person" }, closed), {
      kind: "done",
      sentence: "Refunded Rp 10.000 of INV-1.",
      why: "cli:budi says so: case 881"
    })
    // Closed as not applied, and then Finpay's answer came.
    const late = [...closed, event("late_answer", "journal", "Finpay carried it out")]
    assert.deepStrictEqual(said({ state: "closed", closedAs: "applied", decidedBy: "person" }, late), {
      kind: "done",
      sentence: "Refunded Rp 10.000 of INV-1.",
      why: "Finpay answered so, after a person had closed it"
    })
  })

  it("certainly not done: 3, and a new key may be used", () => {
    for (
      const [changes, history, detail] of [
        [
          { state: "not_applied", decidedBy: "evidence" },
          [event("decided", "journal", "Nothing was given back.")],
          "its answer was lost, and Finpay was asked: Nothing was given back"
        ],
        [
          { state: "closed", closedAs: "not_applied", decidedBy: "person" },
          [event("closed", "cli:budi", "case 882")],
          "cli:budi says so: case 882"
        ],
        [
          { state: "closed", closedAs: "not_applied", decidedBy: "person" },
          [event("closed", "cli:budi", "case 882"), event("late_answer", "journal", "Finpay did not carry it out")],
          "Finpay answered so, after a person had closed it"
        ],
        [
          { state: "rejected", decidedBy: "person" },
          [event("withdrawn", "cli:budi", "a mistake")],
          "cli:budi withdrew it before it was sent: a mistake"
        ]
      ] as const
    ) {
      const error = failure(changes, history)
      assert.strictEqual(error._tag, "NotApplied")
      assert.deepStrictEqual([error.detail, error.safeToRetry, exitCodeOf(error)], [detail, true, 3])
    }
  })

  it("rejected: Finpay's own error, as it was", () => {
    const error = failure({
      state: "rejected",
      decidedBy: "answer",
      error: {
        _tag: "Declined",
        operation: "refund",
        reference: "INV-1",
        detail: "over the limit",
        nextStep: "Check the amount.",
        safeToRetry: true
      }
    })
    assert.deepStrictEqual([error._tag, error.detail, exitCodeOf(error)], ["Declined", "over the limit", 3])
  })

  it("perhaps done: 4, and how to find out", () => {
    const ask = "Find out first: finpay mutations resolve mut_1, or the same command with --key key-1"
    const kept = failure({ state: "unknown", error: lost })
    assert.deepStrictEqual([kept._tag, kept.detail, kept.nextStep, exitCodeOf(kept)], [
      "OutcomeUnknown",
      lost.detail,
      ask,
      4
    ])
    assert.strictEqual("traceId" in kept ? kept.traceId : undefined, "trace-1")
    for (
      const [state, detail] of [["unknown", "who was sending it is gone"], [
        "sending",
        "no answer has come yet"
      ]] as const
    ) {
      const error = failure({ state })
      assert.deepStrictEqual([error._tag, error.nextStep, exitCodeOf(error)], ["OutcomeUnknown", ask, 4])
      assert.include(error.detail, detail)
    }
    const review = failure({ state: "needs_review", error: lost })
    assert.strictEqual(exitCodeOf(review), 4)
    assert.match(
      review.nextStep,
      /dashboard.*support.*finpay mutations close mut_1 --as applied \(or not-applied\) --reason/u
    )
  })

  it("not sent yet: 4, and how to send or withdraw it", () => {
    const error = failure({ state: "accepted" })
    assert.deepStrictEqual([error._tag, error.safeToRetry, exitCodeOf(error)], ["NotYetSent", false, 4])
    assert.match(error.detail, /waits for its turn/u)
    assert.match(error.nextStep, /^The next refund.*sends it\. .*close mut_1 --as not-applied/u)
  })

  it("not sent yet behind another one: names that, and warns when it is the same", () => {
    const behind = (amount: number) => {
      const outcome = outcomeOf(base, [], [{ ...base, id: "mut_0", state: "unknown", amount }])
      if (outcome.kind === "done") throw new Error(outcome.sentence)
      return outcome.failure
    }
    assert.include(behind(5000).detail, "waits for refund of INV-1, Rp 5.000, unknown (mut_0)")
    assert.match(behind(5000).nextStep, /sent by itself.*If it is not to be done any more, withdraw it: finpay/u)
    assert.match(behind(10_000).nextStep, /If this is the same change as that one, withdraw this one: finpay/u)
  })

  it("asked, and the answer cannot decide: says why, and who can", () => {
    const weighed = (verdict: string, reason: string): AuditEvent => ({
      ...event("checked", "journal", reason),
      detail: { rule: "a-further-part", verdict }
    })
    const failedSince = event("check_failed", "journal", "asked, and learnt nothing")
    const error = failure({ state: "unknown", error: lost }, [
      weighed("undecided", "A part is given back."),
      failedSince
    ])
    assert.strictEqual(error.detail, `${lost.detail}. Finpay was asked since: A part is given back.`)
    assert.match(error.nextStep, /dashboard.*support.*finpay mutations close mut_1 --as applied/u)
    assert.notInclude(error.nextStep, "resolve")
    const open = failure({ state: "unknown", error: lost }, [
      weighed("undecided", "A part is given back."),
      weighed("same", "Nothing is.")
    ])
    assert.deepStrictEqual([open.detail, /resolve mut_1/u.test(open.nextStep)], [lost.detail, true])
  })
})
