import { assert, describe, it } from "@effect/vitest"
import { Unavailable } from "@openfinpay/finpay-core"
import { exitCodeOfBatch } from "../../src/batch/exit-code.ts"
import { type Outcome, outcomes } from "../../src/batch/LineResult.ts"
import type { StopReason } from "../../src/batch/Stop.ts"

const codeOf = (ended: ReadonlyArray<Outcome>, stopped?: StopReason, isWritten = true): number =>
  exitCodeOfBatch(ended.map((outcome) => ({ outcome, lines: 1, amount: 1 })), stopped, isWritten)

const unreachable: StopReason = {
  kind: "failure",
  failure: new Unavailable({ operation: "refund", detail: "", nextStep: "", safeToRetry: true, reason: "refused" })
}

describe("the exit code of a batch", () => {
  it("0 only when every line was given back", () => {
    assert.strictEqual(codeOf(["succeeded"]), 0)
    for (const outcome of outcomes.slice(1)) assert.notStrictEqual(codeOf(["succeeded", outcome]), 0, outcome)
  })

  it("4 as soon as anything is not known, whatever else happened", () => {
    for (const outcome of ["unknown", "needs_review", "open"] as const) {
      assert.strictEqual(codeOf(["succeeded", "rejected", "not_sent", outcome]), 4)
      assert.strictEqual(codeOf([outcome], unreachable), 4)
      assert.strictEqual(codeOf([outcome], { kind: "signal" }), 4)
    }
  })

  it("4 where the results could not be written: which line was given back is not known to anybody", () => {
    for (const outcome of outcomes) assert.strictEqual(codeOf([outcome], undefined, false), 4, outcome)
    assert.strictEqual(codeOf(["succeeded"], unreachable, false), 4)
  })

  it("then why it stopped, and then what was refused", () => {
    assert.strictEqual(codeOf(["succeeded", "rejected", "not_sent"], unreachable), 6)
    assert.strictEqual(codeOf(["succeeded", "rejected", "not_sent"], { kind: "signal" }), 130)
    assert.strictEqual(codeOf(["succeeded"], { kind: "signal" }), 0)
    for (const outcome of ["rejected", "not_applied", "key_reused"] as const) {
      assert.strictEqual(codeOf(["succeeded", outcome]), 3)
    }
  })
})
