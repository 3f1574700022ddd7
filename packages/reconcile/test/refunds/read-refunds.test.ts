import { assert, describe, it } from "@effect/vitest"
import { Effect, Result, Stream } from "effect"
import { readRefunds, tellRefundProblem } from "../../src/index.ts"
import type { ReadRefund } from "../../src/index.ts"
import { bytesOf, inPieces } from "../support/bytes.ts"
import { refundFileCases } from "../support/refund-files.ts"
import { workbookOf } from "../support/workbook.ts"

const read = (text: string) => Stream.runCollect(readRefunds(bytesOf(text)))

const told = ({ problems }: ReadRefund) =>
  problems.map((problem) => `${problem.column === undefined ? "" : `${problem.column} `}${tellRefundProblem(problem)}`)

describe("a file of refunds", () => {
  for (const { bytes, name, outcome } of refundFileCases) {
    it.effect(`with ${name}`, () =>
      Effect.gen(function*() {
        const read = yield* Effect.result(Stream.runCollect(readRefunds(bytes)))
        if (Result.isFailure(read)) {
          assert.strictEqual(read.failure._tag, "RefundsRefused")
          if (read.failure._tag !== "RefundsRefused") return
          assert.deepStrictEqual({ refused: tellRefundProblem(read.failure) }, outcome)
          assert.notInclude(tellRefundProblem(read.failure, "id"), "undefined")
          return
        }
        const problems = read.success.flatMap((line) => told(line).map((words) => `${line.line}: ${words}`))
        const refunds = read.success.map(({ amount, key, order }) =>
          key === undefined ? [order, amount] : [order, amount, key]
        )
        assert.deepStrictEqual<unknown>(problems.length > 0 ? { problems } : { refunds }, outcome)
      }))
  }

  it.effect("has an order, an amount, perhaps a key, and others that are kept", () =>
    Effect.gen(function*() {
      const lines = yield* read("Reason;AMOUNT;\"Order\";Key;Reason\nbroken;22000;INV-1;a;x\n\n;Rp 5.000,-;INV-2;b;\n")
      assert.deepStrictEqual(lines, [
        {
          line: 2,
          order: "INV-1",
          amount: 22_000,
          key: "a",
          extra: { "Reason": "broken", "Reason (5)": "x" },
          problems: []
        },
        { line: 4, order: "INV-2", amount: 5_000, key: "b", extra: { "Reason": "", "Reason (5)": "" }, problems: [] }
      ])
    }))

  it.effect("may be torn apart anywhere", () =>
    Effect.gen(function*() {
      const bytes = new TextEncoder().encode("\uFEFForder,amount\r\nINV-1,22000\r\nINV-2,1\r\n")
      for (const length of [1, 2, 7]) {
        const lines = yield* Stream.runCollect(readRefunds(inPieces(bytes, length)))
        assert.deepStrictEqual(lines.map(({ amount, order }) => [order, amount]), [["INV-1", 22_000], ["INV-2", 1]])
      }
    }))

  it.effect("is read from a sheet as well", () =>
    Effect.gen(function*() {
      const rows = Stream.make(["INV-1", 22_000])
      const bytes = workbookOf([{ name: "Refunds", header: ["order", "amount"], rows }])
      const [line] = yield* Stream.runCollect(readRefunds(bytes))
      assert.deepInclude(line, { line: 2, order: "INV-1", amount: 22_000 })
    }))

  it.effect("names all that is wrong with a line", () =>
    Effect.gen(function*() {
      const rows = ["a b,22000,", ",-5,=1", "INV-3,0,k", "INV-4,22.5,k", "INV-5,x,k", `INV-6,1,${"k".repeat(256)}`]
      const lines = yield* read(["order,amount,key", ...rows].join("\n"))
      assert.deepStrictEqual(lines.map(told), [
        [
          "order \"a b\" is not 1 to 30 letters, digits, dashes or underscores",
          "key is empty: give each line a key, or leave the column out"
        ],
        [
          "order is empty",
          "amount \"-5\" is negative",
          "key \"=1\" begins like a formula, and a spreadsheet would change it"
        ],
        ["amount must be at least 1 rupiah"],
        ["amount \"22.5\" has a fraction of a rupiah"],
        ["amount \"x\" is not an amount in rupiah, such as 22000"],
        ["key has more than 255 characters"]
      ])
    }))

  it.effect("is never read with an amount that fell apart, or that may be thousands", () =>
    Effect.gen(function*() {
      const lines = yield* read("order,amount,why\nINV-1,22,000\nINV-2,22,000,late\nINV-3,22.000,late\n")
      assert.deepStrictEqual(lines.map(({ problems }) => problems.map(({ code }) => code)), [
        ["fallen-apart"],
        ["too-wide"],
        ["thousands-or-fraction"]
      ])
    }))

  it.effect("without its columns is refused, with the line and what it has", () =>
    Effect.gen(function*() {
      const none = yield* Effect.flip(read("order,nominal\nINV-1,1\n"))
      assert.deepInclude(none, {
        _tag: "RefundsRefused",
        line: 1,
        code: "no-column",
        about: ["amount", "\"order\", \"nominal\""]
      })
      assert.include(
        none.message,
        "cannot be read at line 1: there is no column amount, but \"order\", \"nominal\"; name"
      )
      const twice = yield* Effect.flip(read("order,amount,Order\nINV-1,1,INV-1\n"))
      assert.deepInclude(twice, { code: "column-twice", about: ["order"] })
      assert.deepInclude(yield* Effect.flip(read("")), { code: "no-file" })
    }))

  it("says it in Indonesian too, with the same facts", () => {
    assert.strictEqual(tellRefundProblem({ code: "no-order", about: ["\"x y\""] }, "id").slice(0, 11), "\"x y\" bukan")
  })
})
