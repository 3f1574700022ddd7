import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { readRefundLine, tellRefundProblem } from "../../src/index.ts"

const line = (cells: { readonly order?: string; readonly amount?: string | number; readonly key?: string | number }) =>
  readRefundLine({ line: 2, order: "INV-1", amount: 22_000, extra: {}, problems: [], ...cells })

const problemsOf = (cells: Parameters<typeof line>[0]): ReadonlyArray<string> =>
  line(cells).problems.map((problem) => `${problem.column} ${tellRefundProblem(problem)}`)

const Amount = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 99_999_999_999_999 }))

const grouped = (amount: number, mark: string): string => String(amount).replaceAll(/\B(?=(?:\d{3})+$)/gu, mark)

describe("a line of refunds", () => {
  it("has an order, an amount and perhaps a key, without the blanks around them", () => {
    assert.deepStrictEqual(line({ order: " INV-1 ", amount: " 22000 ", key: " ticket 7 " }), {
      line: 2,
      order: "INV-1",
      amount: 22_000,
      key: "ticket 7",
      extra: {},
      problems: []
    })
    assert.notProperty(line({}), "key")
  })

  it.prop("an amount in any spelling is read as it is, or refused, and never as another one", [Amount], ([amount]) => {
    const [dots, commas] = [grouped(amount, "."), grouped(amount, ",")]
    const spellings = [
      amount,
      String(amount),
      `Rp ${amount}`,
      dots,
      commas,
      `${dots},00`,
      `${commas}.00`,
      `Rp ${dots}`,
      `IDR ${commas}`
    ]
    for (const spelling of spellings) {
      const read = line({ amount: spelling })
      assert.strictEqual(read.amount === undefined, read.problems.length === 1, String(spelling))
      if (read.amount !== undefined) assert.strictEqual(read.amount, amount, String(spelling))
    }
    assert.strictEqual(line({ amount }).amount, amount)
    assert.strictEqual(line({ amount: `Rp ${dots},00` }).amount, amount)
  })

  it("all that is wrong is named, with its column", () => {
    assert.deepStrictEqual(problemsOf({ order: "", amount: "", key: "" }), [
      "order is empty",
      "amount is empty",
      "key is empty: give each line a key, or leave the column out"
    ])
    assert.deepStrictEqual(problemsOf({ order: "INV 1" }), [
      "order \"INV 1\" is not 1 to 30 letters, digits, dashes or underscores"
    ])
    const amounts: ReadonlyArray<readonly [string | number, RegExp]> = [
      ["22.000", /"22\.000" may be thousands or a fraction: write it in digits/u],
      ["22,000", /may be thousands or a fraction/u],
      ["22000.50", /fraction of a rupiah/u],
      [0.5, /fraction of a rupiah/u],
      ["-22000", /"-22000" is negative/u],
      ["(22000)", /is negative/u],
      ["22000 DB", /is negative/u],
      ["0", /at least 1 rupiah/u],
      ["999999999999999", /more than 14 digits/u],
      ["2,2E+04", /shortened by a spreadsheet/u],
      ["twenty", /is not an amount in rupiah/u]
    ]
    for (const [amount, problem] of amounts) {
      const problems = problemsOf({ amount })
      assert.strictEqual(problems.length, 1, String(amount))
      assert.match(problems[0] ?? "", problem)
    }
  })

  it("a key that would not come back from a spreadsheet as it is, or cannot be kept, is refused", () => {
    for (const key of ["=1+1", "+62", "-5", "@a", "a;=1", "a\u0000b", "\ud800", "x".repeat(256)]) {
      assert.strictEqual(problemsOf({ key }).length, 1, key)
    }
    for (const key of ["batch:0011223344556677:12", "INV-1/a", "tiket nº 7", 1234]) {
      assert.strictEqual(line({ key }).key, String(key))
    }
  })
})
