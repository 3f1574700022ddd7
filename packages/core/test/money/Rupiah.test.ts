import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { problemsOf } from "../../src/errors/invalid-request.ts"
import {
  formatRupiah,
  parseRupiah,
  RequestedRupiahFromPg,
  RequestedRupiahFromSnap,
  Rupiah,
  RupiahFromPg,
  RupiahFromPgNumber,
  RupiahFromSnap
} from "../../src/money/Rupiah.ts"

const problem = (input: string | number): string => {
  const parsed = parseRupiah(input)
  return typeof parsed === "number" ? `read as ${parsed}` : parsed.problem
}

describe("Rupiah", () => {
  it.effect("is a whole, non-negative number of at most 14 digits, and says so", () =>
    Effect.gen(function*() {
      for (const good of [0, 1, 22000, 99_999_999_999_999]) {
        assert.strictEqual(yield* Schema.decodeEffect(Rupiah)(good), good)
      }
      for (const bad of [1.5, NaN, Infinity, -Infinity, 1e21, "22000", 22000n, null, undefined, true, {}, []]) {
        const error = yield* Effect.flip(Schema.decodeUnknownEffect(Rupiah)(bad))
        assert.include(error.message, "whole number of rupiah, at most 14 digits")
      }
      assert.include((yield* Effect.flip(Schema.decodeEffect(Rupiah)(-1))).message, "cannot be negative")
      assert.include((yield* Effect.flip(Schema.decodeEffect(Rupiah)(1e14))).message, "at most 14 digits")
    }))

  it.prop("is read from every spelling of the same amount", [Rupiah], ([amount]) => {
    const digits = String(amount)
    const spellings = [amount, digits, ` ${digits}\n`, `${digits}.0`, `${digits}.00`, `000${digits}`]
    for (const spelling of spellings) assert.strictEqual(parseRupiah(spelling), amount, String(spelling))
  })

  it.effect.prop(
    "survives the way out and back, as the payment gateway and as SNAP write it",
    [Rupiah],
    ([amount]) =>
      Effect.gen(function*() {
        const pg = yield* Schema.encodeEffect(RupiahFromPg)(amount)
        assert.strictEqual(pg, String(amount))
        assert.strictEqual(yield* Schema.decodeEffect(RupiahFromPg)(pg), amount)

        const number = yield* Schema.encodeEffect(RupiahFromPgNumber)(amount)
        assert.strictEqual(number, amount)
        assert.strictEqual(yield* Schema.decodeEffect(RupiahFromPgNumber)(number), amount)

        const snap = yield* Schema.encodeEffect(RupiahFromSnap)(amount)
        assert.deepStrictEqual(snap, { value: `${amount}.00`, currency: "IDR" })
        assert.strictEqual(yield* Schema.decodeEffect(RupiahFromSnap)(snap), amount)
      })
  )

  it.prop("refuses every fraction of a rupiah", [
    Rupiah,
    Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 99 }))
  ], (
    [amount, sen]
  ) => {
    const fraction = String(sen).padStart(2, "0")
    assert.include(problem(`${amount}.${fraction}`), "fraction of a rupiah")
  })

  it("refuses what people and programs write but Finpay does not, and never guesses", () => {
    const refused: ReadonlyArray<readonly [string | number, string]> = [
      ["", "is not an amount"],
      [" ", "is not an amount"],
      ["1e3", "is not an amount"],
      ["1E3", "is not an amount"],
      ["+5", "is not an amount"],
      ["--5", "is not an amount"],
      ["0x10", "is not an amount"],
      ["1_000", "is not an amount"],
      ["Rp 22000", "is not an amount"],
      ["22,000", "is not an amount"],
      ["22000,00", "is not an amount"],
      ["1.000.000", "is not an amount"],
      ["22000.", "is not an amount"],
      [".5", "is not an amount"],
      ["٢٢", "is not an amount"],
      ["２２", "is not an amount"],
      ["NaN", "is not an amount"],
      ["-5", "is negative"],
      ["-0.00", "read as 0"],
      // 22 to a program, twenty-two thousand to a person in Indonesia.
      ["22.000", "has a dot before 3 digits"],
      ["22.500", "has a dot before 3 digits"],
      ["22000.0000", "has a dot before 4 digits"],
      ["100000000000000", "has more than 14 digits"],
      ["99999999999999999999", "has more than 14 digits"],
      ["9".repeat(400), "has more than 14 digits"],
      [NaN, "NaN is not an amount"],
      [Infinity, "Infinity is not an amount"],
      [1e21, "1e+21 is not an amount"],
      [1e-7, "1e-7 is not an amount"],
      [1e14, "has more than 14 digits"],
      [0.5, "has a fraction of a rupiah"],
      [22000.125, "has a fraction of a rupiah"],
      [-1, "is negative"]
    ]
    for (const [input, expected] of refused) assert.include(problem(input), expected, String(input).slice(0, 30))
  })

  it("keeps its sentences short however long the text", () => {
    assert.isBelow(problem("9".repeat(10_000)).length, 100)
    assert.isBelow(problem("x".repeat(10_000)).length, 100)
  })

  it.effect("takes what SNAP senders write, and refuses another currency by name", () =>
    Effect.gen(function*() {
      for (const value of ["10000.00", "10000.0", "10000", 10000]) {
        assert.strictEqual(yield* Schema.decodeEffect(RupiahFromSnap)({ value, currency: "IDR" }), 10000)
      }
      assert.strictEqual(yield* Schema.decodeEffect(RupiahFromSnap)({ value: "1.00", currency: " idr " }), 1)

      const refusal = (json: unknown) =>
        Effect.map(Effect.flip(Schema.decodeUnknownEffect(RupiahFromSnap)(json)), ({ message }) => message)
      assert.include(yield* refusal({ value: "1.00", currency: "USD" }), "\"USD\" is not IDR")
      assert.include(yield* refusal({ value: "1.50", currency: "IDR" }), "fraction of a rupiah")
      assert.include(yield* refusal({ value: "-1.00", currency: "IDR" }), "is negative")
      assert.include(yield* refusal({ value: "1.00" }), "currency")
      assert.include(yield* refusal({ currency: "IDR" }), "value")
      assert.include(yield* refusal("1.00"), "Expected object")
    }))

  it.effect("in a request is at least 1", () =>
    Effect.gen(function*() {
      for (const schema of [RequestedRupiahFromPg, RequestedRupiahFromSnap]) {
        assert.strictEqual(yield* schema.makeEffect(1), 1)
        const issue = yield* Effect.flip(schema.makeEffect(0))
        assert.include(problemsOf(issue)[0]?.problem, "at least 1 rupiah")
      }
    }))

  it("is written as people in Indonesia write it", () => {
    assert.strictEqual(formatRupiah(Rupiah.make(0)), "Rp 0")
    assert.strictEqual(formatRupiah(Rupiah.make(999)), "Rp 999")
    assert.strictEqual(formatRupiah(Rupiah.make(1000)), "Rp 1.000")
    assert.strictEqual(formatRupiah(Rupiah.make(12345678)), "Rp 12.345.678")
  })

  it.prop("written for people, holds the same digits", [Rupiah], ([amount]) => {
    assert.strictEqual(formatRupiah(amount).replaceAll(/\D/gu, ""), String(amount))
  })
})
