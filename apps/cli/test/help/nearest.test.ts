import { assert, describe, it } from "@effect/vitest"
import { nearest } from "../../src/help/nearest.ts"

const known = ["refund", "refund-batch", "reconcile", "void", "exit-codes", "check"]

describe("nearest", () => {
  it("is what was perhaps meant, nearest first, and nothing that is far from it", () => {
    assert.deepStrictEqual(nearest("refnd", known), ["refund"])
    assert.deepStrictEqual(nearest("Refund", known), ["refund"])
    assert.deepStrictEqual(nearest("refundbatch", known), ["refund-batch"])
    assert.deepStrictEqual(nearest("exit-code", known), ["exit-codes"])
    assert.deepStrictEqual(nearest("viod", known), [])
    assert.deepStrictEqual(nearest("chck", known), ["check"])
    assert.deepStrictEqual(nearest("settlement", known), [])
    assert.deepStrictEqual(nearest("", known), [])
  })
})
