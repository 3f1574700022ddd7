import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { OrderId } from "../../src/order/OrderId.ts"

describe("OrderId", () => {
  it.effect("is 1 to 30 letters, digits, dashes or underscores", () =>
    Effect.gen(function*() {
      for (const good of ["a", "0", "-", "_", "INV-2026_0001", "FK002502070000196", "A".repeat(30)]) {
        assert.strictEqual(yield* Schema.decodeEffect(OrderId)(good), good)
      }
      const bad = [
        "",
        "A".repeat(31),
        "INV 1",
        " INV",
        "INV\n",
        "INV/1",
        "../refund",
        "INV%2F1",
        "INV?1",
        "é",
        "𝟙",
        "a.b"
      ]
      for (const text of bad) {
        const error = yield* Effect.flip(Schema.decodeEffect(OrderId)(text))
        assert.include(error.message, "1 to 30 letters, digits, dashes or underscores", text)
      }
    }))

  it.prop("needs no escaping in a path", [OrderId], ([id]) => {
    assert.strictEqual(encodeURIComponent(id), id)
  })
})
