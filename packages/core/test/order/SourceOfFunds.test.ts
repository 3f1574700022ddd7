import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { SourceOfFunds, sourceOfFundsKind, sourcesOfFunds } from "../../src/order/SourceOfFunds.ts"

describe("SourceOfFunds", () => {
  it("knows the family of the words that were seen", () => {
    const expected = {
      cc: "card",
      qris: "qris",
      vabca: "virtual-account",
      ovo: "wallet",
      alfamart: "retail",
      finpaycode: "pay-code",
      indodana: "pay-later",
      octoclicks: "internet-banking",
      ddisaku: "direct-debit"
    } as const
    for (const [type, kind] of Object.entries(expected)) assert.strictEqual(sourceOfFundsKind(type), kind)
    assert.deepStrictEqual(new Set(Object.values(sourcesOfFunds)), new Set(Object.values(expected)))
    for (const type of Object.keys(sourcesOfFunds)) {
      assert.match(type, /^[a-z]+$/u)
      if (type.startsWith("va")) assert.strictEqual(sourceOfFundsKind(type), "virtual-account", type)
    }
  })

  it.effect.prop("keeps any word as given", [Schema.String], ([text]) =>
    Effect.gen(function*() {
      assert.strictEqual(yield* Schema.decodeEffect(SourceOfFunds)(text), text)
      assert.strictEqual(yield* Schema.encodeEffect(SourceOfFunds)(text), text)
    }))

  it("knows no family of an unknown word, nor of a name every object has", () => {
    for (const type of ["gopay", "VABCA", "", "constructor", "__proto__"]) assert.isUndefined(sourceOfFundsKind(type))
  })
})
