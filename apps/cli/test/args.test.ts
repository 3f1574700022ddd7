import { assert, describe, it } from "@effect/vitest"
import { isJsonAsked, withSwitchesTied } from "../src/args.ts"

describe("isJsonAsked", () => {
  it("sees --json and --jsonl anywhere but behind --", () => {
    assert.isTrue(isJsonAsked(["check", "INV-1", "--json"]))
    assert.isTrue(isJsonAsked(["--jsonl"]))
    assert.isFalse(isJsonAsked(["check", "--", "--json"]))
    assert.isFalse(isJsonAsked(["check", "json"]))
  })
})

describe("withSwitchesTied", () => {
  it("ties switches to their value and leaves everything else alone", () => {
    assert.deepStrictEqual(
      withSwitchesTied(["check", "--json", "1", "--reason", "yes", "--", "--json"]),
      ["check", "--json=true", "1", "--reason", "yes", "--", "--json"]
    )
  })
})
