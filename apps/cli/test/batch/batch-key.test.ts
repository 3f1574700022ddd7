import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { batchIdOf, isBatchId, keyOf, placeOf } from "../../src/batch/batch-key.ts"

const Id = Schema.String.check(Schema.isPattern(/^[A-Za-z0-9._-]{1,64}$/u))
const Line = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 10_000_000 }))

describe("the key of a line", () => {
  it.prop("is its place in the batch, and two places never share one", [Id, Id, Line, Line], ([a, b, one, two]) => {
    assert.isTrue(isBatchId(a))
    assert.deepStrictEqual(placeOf(keyOf(a, { line: one })), { batch: a, line: one })
    assert.strictEqual(keyOf(a, { line: one }) === keyOf(b, { line: two }), a === b && one === two)
    assert.isAtMost(keyOf(a, { line: one }).length, 255)
  })

  it("is the line's own where it has one", () => {
    assert.strictEqual(keyOf("a", { line: 2, key: "ticket-7" }), "ticket-7")
    assert.isUndefined(placeOf("ticket-7"))
    assert.isUndefined(placeOf("batch:a:b:3"))
  })

  it("a batch is called by the first 16 digits of the SHA-256 of its bytes, or a plain word", () => {
    assert.strictEqual(
      batchIdOf("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      "e3b0c44298fc1c14"
    )
    for (const name of ["", "a b", "a:b", "a/b", "x".repeat(65)]) assert.isFalse(isBatchId(name), name)
  })
})
