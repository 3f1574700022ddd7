import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { problemsOf } from "../../src/errors/invalid-request.ts"
import { AnsweredReferenceNo, MerchantId, ReferenceNo, SubMerchantId } from "../../src/order/ReferenceNo.ts"

describe("reference numbers", () => {
  for (
    const [name, schema, maximum] of [
      ["a reference number", ReferenceNo, 64],
      ["a merchant id", MerchantId, 64],
      ["a sub-merchant id", SubMerchantId, 32]
    ] as const
  ) {
    it.effect(`${name} in a request is 1 to ${maximum} characters on one line, without blanks at the ends`, () =>
      Effect.gen(function*() {
        for (const good of ["x", "x".repeat(maximum), "INV 1", "a/b"]) {
          assert.strictEqual(yield* schema.makeEffect(good), good)
        }
        for (const bad of ["", "x".repeat(maximum + 1)]) {
          const issue = yield* Effect.flip(schema.makeEffect(bad))
          assert.strictEqual(problemsOf(issue)[0]?.problem, `${name} is 1 to ${maximum} characters`)
        }
        for (const bad of [" x", "x ", "x\n", "\t"]) {
          const issue = yield* Effect.flip(schema.makeEffect(bad))
          assert.strictEqual(problemsOf(issue)[0]?.problem, `${name} cannot begin or end with a blank`)
        }
        for (const bad of ["a\u0000b", "a\nb", "a\u0085b"]) {
          const issue = yield* Effect.flip(schema.makeEffect(bad))
          assert.strictEqual(problemsOf(issue)[0]?.problem, `${name} cannot hold control characters`)
        }
      }))
  }

  it.effect("in an answer are kept as given but for blanks at the ends", () =>
    Effect.gen(function*() {
      assert.strictEqual(yield* Schema.decodeEffect(AnsweredReferenceNo)("weo OiX7 "), "weo OiX7")
      assert.strictEqual(yield* Schema.decodeEffect(AnsweredReferenceNo)(""), "")
      assert.strictEqual(yield* Schema.decodeEffect(AnsweredReferenceNo)("x".repeat(100)), "x".repeat(100))
      assert.strictEqual(yield* Schema.encodeEffect(AnsweredReferenceNo)("weo"), "weo")
    }))
})
