import { assert, describe, it } from "@effect/vitest"
import { Declined, OutcomeUnknown } from "@openfinpay/finpay-core"
import { mutationStates } from "@openfinpay/finpay-journal"
import type { Mutation } from "@openfinpay/finpay-journal"
import { Schema } from "effect"
import { MutationOperation, MutationState } from "../../src/contract/mutation-state.ts"
import { adviceOn, endingOf, firstRequestOf, operationStateOf } from "../../src/handlers/ending.ts"
import { mutationIn } from "../support/mutation.ts"

const facts = { operation: "refund", reference: "INV-1", detail: "what happened", nextStep: "what to do" } as const
const declined = Schema.encodeSync(Declined)(new Declined({ ...facts, safeToRetry: true }))
const lost = Schema.encodeSync(OutcomeUnknown)(
  new OutcomeUnknown({ ...facts, safeToRetry: false, reason: "timeout" })
)

const closed = (closedAs: "applied" | "not_applied", more: Partial<Mutation> = {}) =>
  mutationIn("closed", { closedAs, decidedBy: "person", error: lost, ...more })

const cases = [
  [mutationIn("accepted"), "open", "in-progress", "in-progress"],
  [mutationIn("sending"), "open", "in-progress", "in-progress"],
  [mutationIn("unknown", { error: lost }), "open", "unknown", "unknown"],
  [mutationIn("unknown"), "open", "unknown", "unknown"],
  [mutationIn("needs_review", { error: lost }), "open", "unknown", "unknown"],
  [mutationIn("succeeded"), "done", "succeeded", "succeeded"],
  [mutationIn("rejected", { error: declined }), "refused", "refused", "not-processed"],
  [mutationIn("rejected", { decidedBy: "person" }), "refused", "refused", "not-processed"],
  [mutationIn("not_applied", { error: lost }), "refused", "refused", "not-processed"],
  [closed("applied"), "done", "succeeded", "succeeded"],
  [closed("not_applied"), "refused", "refused", "not-processed"],
  [closed("not_applied", { answer: { responseCode: "2000000" } }), "open", "unknown", "unknown"],
  [closed("applied", { error: declined }), "open", "unknown", "unknown"]
] as const

describe("what a caller is told of a mutation", () => {
  for (const [each, ending, first, operationState] of cases) {
    const { closedAs = "", error, state } = each
    it(`${[state, closedAs, error?._tag ?? ""].join(" ").trim()}: ${ending}, ${operationState}`, () => {
      assert.strictEqual(endingOf(each), ending)
      assert.strictEqual(firstRequestOf(each), first)
      assert.strictEqual(operationStateOf(each), operationState)
      const { detail, nextStep } = adviceOn(each)
      assert.match(detail, /\S/u)
      assert.match(nextStep, /\S/u)
    })
  }

  it("never invites another key while it may have happened", () => {
    for (const [each, ending] of cases) {
      if (ending === "open") assert.notMatch(adviceOn(each).nextStep, /under a new key/u, each.state)
    }
  })

  it("covers every state, and the contract knows them all", () => {
    assert.deepStrictEqual(new Set(cases.map(([{ state }]) => state)), new Set(mutationStates))
    for (const state of mutationStates) assert.isTrue(Schema.is(MutationState)(state), state)
    assert.isTrue(Schema.is(MutationOperation)("qrisRefund"))
  })
})
