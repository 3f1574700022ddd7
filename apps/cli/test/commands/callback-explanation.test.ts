import { assert, describe, it } from "@effect/vitest"
import { callbackMistakes } from "@openfinpay/finpay-core"
import { explanationJson, mistakeTexts } from "../../src/commands/callback-explanation.ts"

describe("what is said about a callback that is not valid", () => {
  it("there is a sentence for every mistake, and it names what the mistake names", () => {
    for (const mistake of callbackMistakes) {
      const [text = ""] = mistakeTexts({
        refused: "mismatch",
        isProven: true,
        mistakes: [{ mistake, where: "the.place", as: "the name", signed: "22000", found: "22000.0" }]
      })
      assert.match(text, /^\S.+\.$/u, mistake)
      assert.notInclude(text, "undefined", mistake)
    }
  })

  it("what to do about a body that was written again is said once", () => {
    const mistakes = [
      { mistake: "members-reordered" },
      { mistake: "number-respelled", where: "order.amount", signed: "22000", found: "22000.0" }
    ] as const
    const texts = mistakeTexts({ refused: "mismatch", isProven: true, mistakes })
    assert.strictEqual(texts.length, 3)
    assert.match(texts[2] ?? "", /^Verify the bytes as they arrived/u)
    const { mistakes: [first] } = explanationJson({ refused: "mismatch", isProven: true, mistakes })
    assert.strictEqual(first?.message, texts[0])
  })
})
