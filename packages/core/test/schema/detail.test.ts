import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { detail, textDetail, TextOrNumber } from "../../src/schema/detail.ts"
import { limitedText } from "../../src/schema/limited-text.ts"
import { emptyArrayAsObject } from "../../src/schema/php-object.ts"

const Answer = Schema.Struct({
  count: detail(Schema.Int),
  text: textDetail,
  inner: detail(emptyArrayAsObject(Schema.Struct({ name: textDetail })))
})

describe("detail", () => {
  it.effect("is read where it can be, and left out where it cannot", () =>
    Effect.gen(function*() {
      const table: ReadonlyArray<readonly [unknown, object]> = [
        [{}, {}],
        [{ count: 5, text: "x", inner: { name: "y" } }, { count: 5, text: "x", inner: { name: "y" } }],
        [{ count: "5", text: {}, inner: 1 }, {}],
        [{ count: null, text: null, inner: null }, { text: null, inner: null }],
        [{ text: 5, inner: [] }, { text: "5", inner: {} }],
        [{ inner: { name: [] } }, { inner: {} }],
        [{ inner: [1] }, {}]
      ]
      for (const [json, expected] of table) {
        const decoded = yield* Schema.decodeUnknownEffect(Answer)(json)
        assert.deepStrictEqual(decoded, expected)
        assert.deepStrictEqual(yield* Schema.encodeEffect(Answer)(decoded), expected)
      }
    }))
})

describe("TextOrNumber", () => {
  it.effect("is a text, also where a number came", () =>
    Effect.gen(function*() {
      assert.strictEqual(yield* Schema.decodeEffect(TextOrNumber)("014"), "014")
      assert.strictEqual(yield* Schema.decodeEffect(TextOrNumber)(14), "14")
      assert.strictEqual(yield* Schema.encodeEffect(TextOrNumber)("14"), "14")
      for (const other of [null, true, {}, [], NaN]) {
        yield* Effect.flip(Schema.decodeUnknownEffect(TextOrNumber)(other))
      }
    }))
})

describe("limitedText", () => {
  it.effect("says its limits", () =>
    Effect.gen(function*() {
      const text = limitedText(2, 3)
      for (const good of ["ab", "abc"]) assert.strictEqual(yield* Schema.decodeEffect(text)(good), good)
      for (const bad of ["", "a", "abcd"]) {
        assert.strictEqual((yield* Effect.flip(Schema.decodeEffect(text)(bad))).message, "must be 2 to 3 characters")
      }
      const exact = limitedText(4, 4)
      assert.strictEqual(
        (yield* Effect.flip(Schema.decodeEffect(exact)("abc"))).message,
        "must be exactly 4 characters"
      )
    }))
})
