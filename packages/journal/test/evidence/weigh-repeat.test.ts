import { assert, describe, it } from "@effect/vitest"
import { errorFromAnswer, FinpayError, invalidRequest, notProcessed, perhapsProcessed } from "@openfinpay/finpay-core"
import { Result } from "effect"
import type { VerdictKind } from "../../src/evidence/Verdict.ts"
import { weighRepeat } from "../../src/evidence/weigh-repeat.ts"

const call = { operation: "qrisRefund", kind: "mutation", reference: "weoOiX7" } as const

/** What a repeat that is answered with this code says. */
const afterCode = (responseCode: string) => {
  const error = errorFromAnswer(call, { httpStatus: Number(responseCode.slice(0, 3)), responseCode })
  return weighRepeat(error === undefined ? Result.succeed({}) : Result.fail(error))
}

const answers: ReadonlyArray<readonly [code: string, means: string, kind: VerdictKind, rule: string]> = [
  ["2007800", "done", "applied", "repeat-done"],
  ["2005300", "done, as Finpay writes it", "applied", "repeat-done"],
  ["2027800", "in progress", "ask-again", "repeat-not-answered"],
  ["4097801", "the number was used and done", "applied", "repeat-duplicate"],
  ["4045301", "no such payment", "undecided", "repeat-refused"],
  ["4047818", "the number belongs to another refund", "contradiction", "repeat-inconsistent"],
  ["4097800", "the id of the attempt was used", "ask-again", "repeat-not-answered"],
  ["4007801", "a field is wrong", "undecided", "repeat-refused"],
  ["4017800", "not authenticated", "ask-again", "repeat-not-answered"],
  ["4017801", "the token is over", "ask-again", "repeat-not-answered"],
  ["4037800", "too late to refund", "undecided", "repeat-refused"],
  ["4037801", "the merchant may not", "undecided", "repeat-refused"],
  ["4037814", "not enough balance", "undecided", "repeat-refused"],
  ["4037815", "not permitted", "undecided", "repeat-refused"],
  ["4047800", "the payment is in another state", "undecided", "repeat-refused"],
  ["4047813", "more than is left", "undecided", "repeat-refused"],
  ["4057801", "not at this time", "undecided", "repeat-refused"],
  ["4297800", "too many calls", "ask-again", "repeat-not-answered"],
  ["5007800", "an error inside", "ask-again", "repeat-not-answered"],
  ["5047800", "a time-out inside", "ask-again", "repeat-not-answered"],
  ["4997842", "a code nobody knows", "ask-again", "repeat-not-answered"]
]

describe("weighRepeat", () => {
  for (const [code, means, kind, rule] of answers) {
    it(`${code}, ${means}: ${kind}`, () => {
      const verdict = afterCode(code)
      assert.deepStrictEqual([verdict.kind, verdict.rule], [kind, rule])
    })
  }

  it("learns nothing from what did not reach Finpay or was not answered", () => {
    for (const error of [notProcessed(call, "refused", "refused"), perhapsProcessed(call, "timeout", "no answer")]) {
      assert.strictEqual(weighRepeat(Result.fail(error)).kind, "ask-again")
    }
  })

  it("asks a person when the kept request cannot be sent again", () => {
    assert.strictEqual(weighRepeat(Result.fail(invalidRequest("qrisRefund", []))).kind, "undecided")
  })

  it.prop("takes no error at all for not applied, and only 409xx01 for applied", [FinpayError], ([error]) => {
    const { kind } = weighRepeat(Result.fail(error))
    assert.notInclude(["same", "repeat"], kind)
    if (kind === "applied") assert.match(error.responseCode ?? "", /^409\d\d01$/u)
    assert.isFalse(kind === "applied" && error._tag !== "OutcomeUnknown")
  })
})
