import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { keyRenamer, tolerantKeys } from "../../src/schema/tolerant-keys.ts"

const names = ["amount", "merchantId", "toString"]
const aliases = { amount: ["amuont", "total"] }

const renameKeys = keyRenamer(names, aliases)

describe("keyRenamer", () => {
  it("ignores blanks around a key and its case, and takes aliases", () => {
    for (const key of ["amount", "Amount", " amount ", "AMOUNT\t", "amuont", "Amuont", " TOTAL "]) {
      assert.deepStrictEqual(renameKeys({ [key]: 1 }), { amount: 1 }, key)
    }
  })

  it("leaves unknown members as they are", () => {
    const input = { other: 1, " x ": 2, amounts: 3 }
    assert.deepStrictEqual(renameKeys(input), input)
  })

  it("prefers the right name, then the first misspelt one", () => {
    assert.deepStrictEqual(renameKeys({ Amount: 1, amount: 2, total: 3 }), { amount: 2 })
    assert.deepStrictEqual(renameKeys({ total: 1, Amount: 2 }), { amount: 1 })
    assert.deepStrictEqual(renameKeys({ total: 1, amount: undefined }), { amount: undefined })
  })

  it("makes and touches no prototype", () => {
    const input: Record<string, unknown> = JSON.parse(
      "{\"__proto__\":{\"amount\":1},\"constructor\":2,\"PROTOTYPE\":3,\"tostring\":4}"
    )
    const renamed = renameKeys(input)
    assert.strictEqual(Object.getPrototypeOf(renamed), Object.prototype)
    assert.deepStrictEqual(Object.keys(renamed).toSorted(), ["PROTOTYPE", "__proto__", "constructor", "toString"])
    assert.isUndefined(renamed["amount"])
    assert.isUndefined(Object.getOwnPropertyDescriptor(Object.prototype, "amount"))
  })

  it("does not read inherited members", () => {
    assert.deepStrictEqual(renameKeys(Object.create({ amount: 1 })), {})
  })

  it.prop("keeps every value of names that do not clash", [Schema.Record(Schema.String, Schema.Int)], ([input]) => {
    const renamed = keyRenamer([], {})(input)
    assert.deepStrictEqual(Object.entries(renamed), Object.entries(input))
  })
})

describe("tolerantKeys", () => {
  const schema = tolerantKeys(Schema.Struct({ amount: Schema.Int }), aliases)

  it.effect("reads the misspelt and writes the right name", () =>
    Effect.gen(function*() {
      const decoded = yield* Schema.decodeEffect(schema)({ " Total": 5, other: 1 })
      assert.deepStrictEqual(decoded, { amount: 5 })
      assert.deepStrictEqual(yield* Schema.encodeEffect(schema)(decoded), { amount: 5 })
    }))

  it.effect("names the right field where it is missing or wrong", () =>
    Effect.gen(function*() {
      for (const json of [{}, { total: "5" }]) {
        const error = yield* Effect.flip(Schema.decodeEffect(schema)(json))
        assert.include(error.message, "[\"amount\"]")
      }
    }))

  it.effect("is made from the right name alone", () =>
    Effect.gen(function*() {
      assert.deepStrictEqual(yield* schema.makeEffect({ amount: 5 }), { amount: 5 })
    }))
})
