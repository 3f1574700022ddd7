import { assert, describe, it } from "@effect/vitest"
import { Effect, Result, Schema } from "effect"
import { invalidRequest, problemsOf } from "../../src/errors/invalid-request.ts"

const Request = Schema.Struct({
  id: Schema.String,
  order: Schema.Struct({ amount: Schema.Int.check(Schema.isGreaterThan(0)) }),
  list: Schema.optionalKey(Schema.Array(Schema.Struct({ name: Schema.String })))
})

const problems = (input: unknown) =>
  Effect.map(
    Effect.flip(
      Schema.decodeUnknownEffect(Request)(input, { errors: "all", onExcessProperty: "error" })
    ),
    ({ issue }) => problemsOf(issue)
  )

describe("problemsOf", () => {
  it.effect("names each wrong field once, by its path, in plain words", () =>
    Effect.gen(function*() {
      assert.deepStrictEqual(yield* problems({ order: { amount: -1.5, x: 1 }, list: [{ name: 1 }, {}], y: 2 }), [
        { field: "y", problem: "no such field" },
        { field: "id", problem: "is required" },
        { field: "order.x", problem: "no such field" },
        { field: "order.amount", problem: "must be an integer" },
        { field: "list.0.name", problem: "must be a text" },
        { field: "list.1.name", problem: "is required" }
      ])
      assert.deepStrictEqual(yield* problems(null), [{ field: "(the whole value)", problem: "must be an object" }])
      assert.deepStrictEqual(yield* problems({ id: "a", order: [], list: {} }), [
        { field: "order", problem: "must be an object" },
        { field: "list", problem: "must be a list" }
      ])
    }))

  it("does not show the name of a schema", () => {
    const Named = Schema.Struct({ amount: Schema.Int }).annotate({ identifier: "AmountOnly" })
    const result = Schema.decodeUnknownResult(Named)([])
    assert.deepStrictEqual(Result.isFailure(result) ? problemsOf(result.failure.issue) : [], [
      { field: "(the whole value)", problem: "is not in the documented form" }
    ])
  })

  it.effect("shows no value", () =>
    Effect.gen(function*() {
      const shown = JSON.stringify(yield* problems({ id: 4111111111111111, order: "4111111111111111", list: [] }))
      assert.notInclude(shown, "4111")
    }))
})

describe("invalidRequest", () => {
  it("says all of it in one sentence", () => {
    const error = invalidRequest("refund", [
      { field: "order.id", problem: "is required" },
      { field: "order.amount", problem: "is required" }
    ], "INV-1")
    assert.strictEqual(
      error.message,
      "Invalid request: refund of INV-1: order.id: is required; order.amount: is required. " +
        "Nothing was sent; mend the named fields."
    )
    assert.isTrue(error.safeToRetry)
    assert.isUndefined(error.httpStatus)
  })
})
