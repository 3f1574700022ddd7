import { assert, describe, it } from "@effect/vitest"
import { type Mutation, mutationStates } from "@openfinpay/finpay-journal"
import { isRefused, isUndecided, outcomes, resultOf } from "../../src/batch/LineResult.ts"
import { mutationIn } from "../support/mutation.ts"

const mutation = (state: Mutation["state"], closedAs?: "applied" | "not_applied") =>
  mutationIn(state, {
    answer: { responseCode: "2000000", traceId: "trace-1" },
    ...(closedAs === undefined ? {} : { closedAs })
  })

const told = (state: Mutation["state"], closedAs?: "applied" | "not_applied", mayBeAskedAgain = false) => {
  const { isFinal, outcome } = resultOf(mutation(state, closedAs), { why: "why", mayBeAskedAgain })
  return `${outcome}${isFinal ? "" : ", more may become known"}`
}

describe("what came of a line", () => {
  it("follows from where its mutation stands", () => {
    assert.deepStrictEqual(Object.fromEntries(mutationStates.map((state) => [state, told(state)])), {
      accepted: "open, more may become known",
      sending: "unknown, more may become known",
      succeeded: "succeeded",
      rejected: "rejected",
      unknown: "unknown, more may become known",
      not_applied: "not_applied",
      needs_review: "needs_review",
      closed: "not_applied"
    })
    assert.strictEqual(told("closed", "applied"), "succeeded")
    assert.strictEqual(told("rejected", undefined, true), "rejected, more may become known")
  })

  it("says how to go on where it is not decided, and has Finpay's trace id", () => {
    for (const state of ["accepted", "sending", "unknown", "needs_review"] as const) {
      assert.match(
        resultOf(mutation(state), { why: "", mayBeAskedAgain: false }).message,
        /finpay mutations \w+ mut_1/u
      )
    }
    assert.strictEqual(resultOf(mutation("succeeded"), { why: "", mayBeAskedAgain: false }).traceId, "trace-1")
  })

  it("is given back, refused, undecided or not sent, and never two of these", () => {
    for (const outcome of outcomes) {
      const is = [outcome === "succeeded", isRefused(outcome), isUndecided(outcome), outcome === "not_sent"]
      assert.strictEqual(is.filter((one) => one).length, 1, outcome)
    }
  })
})
