import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { readAmount } from "../../src/report/amount.ts"
import type { Spelling } from "../../src/report/amount.ts"

const problemOf = (cell: string | number, spelling?: Spelling): string => {
  const read = readAmount(cell, spelling)
  return "problem" in read ? read.problem : assert.fail(`${cell} was read as ${read.amount}`)
}

const grouped = (amount: number, mark: string): string => String(amount).replaceAll(/\B(?=(?:\d{3})+$)/gu, mark)

const Amount = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 99_999_999_999_999 }))

describe("an amount", () => {
  const certain: ReadonlyArray<readonly [string | number, number, boolean]> = [
    ["22000", 22000, false],
    [22000, 22000, false],
    ["0", 0, false],
    ["-0", 0, false],
    [" 22000 ", 22000, false],
    ["22000.00", 22000, false],
    ["22000,00", 22000, false],
    ["22000.0", 22000, false],
    ["22000.0000", 22000, false],
    ["22.000,00", 22000, false],
    ["22,000.00", 22000, false],
    ["1.000.000", 1_000_000, false],
    ["1,000,000", 1_000_000, false],
    ["Rp 22.000,00", 22000, false],
    ["Rp22.000,-", 22000, false],
    ["Rp. 22.000,-", 22000, false],
    ["IDR 22,000.00", 22000, false],
    ["idr\u00A022000", 22000, false],
    ["99999999999999", 99_999_999_999_999, false],
    ["-22000", 22000, true],
    [-22000, 22000, true],
    ["+22000", 22000, false],
    ["\u221222000", 22000, true],
    ["- Rp 22.000,00", 22000, true],
    ["Rp -22.000,00", 22000, true],
    ["(22.000,00)", 22000, true],
    ["22,000.00 DB", 22000, true],
    ["22,000.00 DR", 22000, true],
    ["22,000.00 CR", 22000, false]
  ]
  for (const [cell, amount, negative] of certain) {
    it(`${JSON.stringify(cell)} is read`, () => assert.deepStrictEqual(readAmount(cell), { amount, negative }))
  }

  const refused: ReadonlyArray<readonly [string | number, string]> = [
    ["", "is empty"],
    ["  ", "is empty"],
    ["22.000", "may be thousands or a fraction"],
    ["22,000", "may be thousands or a fraction"],
    ["1.000", "may be thousands or a fraction"],
    ["-22.000", "may be thousands or a fraction"],
    ["22.000 DB", "may be thousands or a fraction"],
    ["22000.50", "has a fraction of a rupiah"],
    ["22.000,5", "has a fraction of a rupiah"],
    [22000.5, "has a fraction of a rupiah"],
    ["100000000000000", "has more than 14 digits"],
    [100_000_000_000_000, "has more than 14 digits"],
    ["2.2E+04", "was shortened by a spreadsheet"],
    ["2,2E+04", "was shortened by a spreadsheet"],
    ["22.00.000", "is not an amount"],
    ["0.500", "is not an amount"],
    ["2.2000", "has a fraction of a rupiah"],
    ["22 000", "is not an amount"],
    ["22.000,00,00", "is not an amount"],
    ["22,000.000,00", "is not an amount"],
    ["1234.567", "is not an amount"],
    ["USD 22", "is not an amount"],
    ["(-22000)", "is not an amount"],
    ["(22000", "is not an amount"],
    ["-22000 DB", "is not an amount"],
    ["--22000", "is not an amount"],
    ["Rp", "is not an amount"],
    ["twenty", "is not an amount"],
    ["=22000", "is not an amount"],
    ["\u0662\u0662", "is not an amount"],
    [Number.NaN, "has a fraction of a rupiah"]
  ]
  for (const [cell, problem] of refused) {
    it(`${JSON.stringify(cell)} is refused`, () => assert.include(problemOf(cell), problem))
  }

  it("is not shown at length", () => assert.isBelow(problemOf("x".repeat(5000)).length, 120))

  const spelt: ReadonlyArray<readonly [string, Spelling, number]> = [
    ["22.000", "indonesian", 22000],
    ["22,000", "plain", 22000],
    ["22000", "plain", 22000],
    ["22000", "indonesian", 22000],
    ["22.000 CR", "indonesian", 22000]
  ]
  for (const [cell, spelling, amount] of spelt) {
    it(`${cell} is read in the ${spelling} spelling`, () =>
      assert.deepStrictEqual(readAmount(cell, spelling), { amount, negative: false }))
  }

  const misspelt: ReadonlyArray<readonly [string, Spelling]> = [
    ["22.000", "plain"],
    ["22,000", "indonesian"],
    ["22.000,00", "plain"],
    ["22,000.00", "indonesian"],
    ["1.000.000", "plain"]
  ]
  for (const [cell, spelling] of misspelt) {
    it(`${cell} is refused in the ${spelling} spelling`, () =>
      assert.include(problemOf(cell, spelling), `is not an amount in the ${spelling} spelling`))
  }

  it.prop("is the same in every spelling that says what it is", [Amount], ([amount]) => {
    const texts = [
      [`${grouped(amount, ".")},00`, undefined],
      [`${grouped(amount, ",")}.00`, undefined],
      [`Rp ${grouped(amount, ".")},-`, undefined],
      [String(amount), undefined],
      [grouped(amount, "."), "indonesian"],
      [grouped(amount, ","), "plain"]
    ] as const
    for (const [text, spelling] of texts) {
      assert.deepStrictEqual(readAmount(text, spelling), { amount, negative: false }, text)
    }
  })

  it.prop(
    "is never read in one way without a spelling where the spellings read it in two",
    [Schema.String],
    ([text]) => {
      const both = ["indonesian", "plain"].map((spelling) => readAmount(text, spelling as Spelling))
      const [one, two] = both
      if (one === undefined || two === undefined || "problem" in one || "problem" in two) return
      assert.deepStrictEqual(one, two)
    }
  )

  const Digits = Schema.String.check(Schema.isPattern(/^[1-9][0-9]{0,5}[.,][0-9]{1,4}$/u))
  it.prop("is never a thousand times too small or too large", [Digits], ([text]) => {
    const read = readAmount(text)
    if ("problem" in read) return
    // Read without a spelling, what stands behind the mark is a fraction of zeros.
    assert.match(text, /[.,](?:0|00|0000)$/u)
    assert.strictEqual(read.amount, Number(text.split(/[.,]/u)[0]))
  })
})
