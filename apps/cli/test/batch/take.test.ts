import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema, Stream } from "effect"
import { createHash } from "node:crypto"
import { workbookOf } from "../../../../packages/reconcile/test/support/workbook.ts"
import { taken } from "./taken.ts"

const refunds = (lines: ReadonlyArray<{ readonly order: string; readonly amount: number; readonly key?: string }>) =>
  lines.map(({ amount, key, order }) => [order, amount, key])

const shortOf = ({ lines }: Effect.Success<ReturnType<typeof taken>>) => refunds(lines)

const sha = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 16)

describe("an input", () => {
  it.effect("is CSV with the columns order and amount in any place, and keeps the others", () =>
    Effect.gen(function*() {
      const csv = "\uFEFFReason, AMOUNT ,Order\r\n\"late, \"\"sorry\"\"\",22000,INV-1\r\n\r\n,5000,INV-2\r\n"
      const read = yield* taken(csv)
      assert.deepStrictEqual(read.problems, [])
      assert.deepStrictEqual(read.totals, { lines: 2, bad: 0, amount: 27_000, orders: 2 })
      assert.deepStrictEqual(read.lines.map(({ amount, extra, line, order }) => ({ line, order, amount, extra })), [
        { line: 2, order: "INV-1", amount: 22_000, extra: { Reason: "late, \"sorry\"" } },
        { line: 4, order: "INV-2", amount: 5000, extra: { Reason: "" } }
      ])
      assert.deepStrictEqual(read.extra, ["Reason"])
      assert.strictEqual(read.id, sha(csv))
    }))

  it.effect("may have semicolons or tabs between its cells, as spreadsheets set to Indonesian write it", () =>
    Effect.gen(function*() {
      for (const delimiter of [";", "\t"] as const) {
        const read = yield* taken(`"order";"amount";"key"\nINV-1;22.000,00;a\n`.replaceAll(";", delimiter))
        assert.deepStrictEqual(shortOf(read), [["INV-1", 22_000, "a"]])
        assert.deepStrictEqual(read.form, { type: "csv", delimiter })
      }
    }))

  it.effect("is JSON Lines when it begins with a brace; blank lines and a byte order mark are passed over", () =>
    Effect.gen(function*() {
      const read = yield* taken(
        "\uFEFF{\"order\":\"INV-1\",\"amount\":22000,\"reason\":{\"code\":7}}\r\n\n" +
          "{\"order\":\"INV-2\",\"amount\":\"5000\",\"key\":\"b\"}"
      )
      assert.deepStrictEqual(read.problems, [])
      assert.deepStrictEqual(shortOf(read), [["INV-1", 22_000, undefined], ["INV-2", 5000, "b"]])
      assert.deepStrictEqual(read.lines.map(({ extra, line }) => [line, extra]), [[1, { reason: "{\"code\":7}" }], [
        3,
        {}
      ]])
      assert.deepStrictEqual(read.form, { type: "jsonl" })
    }))

  it.effect("is JSON Lines however many blank lines stand above, and however it comes in pieces", () =>
    Effect.gen(function*() {
      for (const pieceLength of [1, 7, 100]) {
        const read = yield* taken(`\n \r\n\t\n{"order":"INV-1","amount":"Rp 22.000,00"}\n`, { pieceLength })
        assert.deepStrictEqual(shortOf(read), [["INV-1", 22_000, undefined]])
      }
    }))

  it.effect("is XLSX by its first bytes", () =>
    Effect.gen(function*() {
      const rows = Stream.make(["INV-1", 22_000, "late"], ["INV-2", "Rp 5.000,00", "=1+1"])
      const workbook = yield* Stream.runFold(
        workbookOf([{ name: "Refunds", header: ["Order", "Amount", "Reason"], rows }]),
        () => Buffer.alloc(0),
        (bytes, piece) => Buffer.concat([bytes, piece])
      )
      const read = yield* taken(workbook, { pieceLength: 1000 })
      assert.deepStrictEqual(read.problems, [])
      assert.deepStrictEqual(shortOf(read), [["INV-1", 22_000, undefined], ["INV-2", 5000, undefined]])
    }))

  it.effect("that is no list of refunds is refused as a whole, and said why", () =>
    Effect.gen(function*() {
      const why = (input: string | Uint8Array) => Effect.map(Effect.flip(taken(input)), ({ message }) => message)
      assert.match(yield* why(""), /refunds: the file is empty/u)
      assert.match(yield* why("order,amount\n\n"), /refunds: there is no line to refund/u)
      assert.match(
        yield* why("order,sum\nINV-1,1\n"),
        /line 1: there is no column amount, but "order", "sum"; name the columns/u
      )
      assert.match(yield* why("order,amount,Amount\nINV-1,1,2\n"), /two columns amount/u)
      assert.match(yield* why("order,amount\nINV-1,\"1\n"), /refunds: line \d+: /u)
      assert.match(yield* why(Uint8Array.of(0x6f, 0x2c, 0xff, 0xfe, 0x0a)), /not UTF-8/u)
      assert.match(yield* why(Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0x0a)), /old Excel file/u)
    }))

  it.effect("an amount that fell apart at its comma is not taken for a smaller one", () =>
    Effect.gen(function*() {
      const read = yield* taken("order,amount\nINV-1,22,000\nINV-2,5000,\n")
      assert.deepStrictEqual(read.problems, [
        "2: has 3 cells and the first line 2: write an amount without commas, or in quotes"
      ])
      assert.strictEqual(read.totals.bad, 1)
    }))

  it.effect("nor where the row is no wider for it: a cell behind it is missing", () =>
    Effect.gen(function*() {
      const fallenApart = (line: number, amount: string, next: string) =>
        `${line}: amount "${amount}" has "${next}" behind it: if a comma broke the amount, write it in digits, such as ` +
        "22000; if that is a cell of its own, make amount the last column"
      const read = yield* taken(
        "order,amount,reason,ticket\nA,22,000\nB,22,000,late\nC,Rp 22,000.00\nD,22000,001,x\nE,22,late,000\nF,\"22,000\"\n" +
          "G,500,0001\n"
      )
      assert.deepStrictEqual(read.problems, [
        fallenApart(2, "22", "000"),
        fallenApart(3, "22", "000"),
        fallenApart(4, "Rp 22", "000.00"),
        "7: amount \"22,000\" may be thousands or a fraction: write it in digits, such as 22000"
      ])
      assert.deepStrictEqual((yield* taken("order;amount;branch\nA;500;001\n")).problems, [])
    }))

  it.effect("every line of JSON that cannot be used is named", () =>
    Effect.gen(function*() {
      const read = yield* taken(
        "{\"order\":\"INV-1\",\"amount\":1,\"amount\":2}\nnonsense\n[1]\n{\"order\":1,\"amount\":true}\n{}\n"
      )
      assert.deepStrictEqual(read.problems, [
        "1: cannot be read: amount: is there twice",
        "2: cannot be read: the input is not JSON",
        "3: cannot be read: the input is JSON but not an object",
        "4: order must be a JSON string",
        "4: amount must be a JSON number or string",
        "5: order is empty",
        "5: amount is empty"
      ])
      assert.strictEqual(read.totals.bad, 5)
    }))

  it.effect("a refund over the limit of the setting is a line that cannot be used", () =>
    Effect.gen(function*() {
      const read = yield* taken("order,amount\nINV-1,5000\nINV-2,5001\n", { env: { FINPAY_REFUND_LIMIT: "5000" } })
      assert.strictEqual(read.problems.length, 1)
      assert.match(read.problems[0] ?? "", /^3: amount Rp 5\.001 is more than Rp 5\.000.*FINPAY_REFUND_LIMIT/u)
    }))

  it.effect("more than can be counted exactly is refused, line by line", () =>
    Effect.gen(function*() {
      const lines = Array.from({ length: 92 }, (_, at) => `INV-${at},99999999999999`)
      const read = yield* taken(`order,amount\n${lines.join("\n")}\n`)
      assert.strictEqual(read.totals.bad, 2)
      assert.match(read.problems[0] ?? "", /^92: amount makes the total more than can be counted exactly/u)
    }))
})

const Line = Schema.Struct({
  order: Schema.Literals(["A", "B", "C"]),
  amount: Schema.Literals([1000, 2000]),
  key: Schema.Literals(["k1", "k2", "k3", "k4", "k5", "k6"])
})

const Lines = Schema.Array(Line).check(Schema.isMinLength(1), Schema.isMaxLength(8))

describe("lines that stand twice", () => {
  it.effect("where one of them has no key, whichever comes first", () =>
    Effect.gen(function*() {
      const line = (key?: string) => JSON.stringify({ order: "A", amount: 1000, key })
      const problems = (...keys: ReadonlyArray<string | undefined>) =>
        Effect.map(taken(keys.map(line).join("\n")), (read) => read.problems.map((one) => one.slice(0, 20)))
      assert.deepStrictEqual(yield* problems("a", undefined), ["2: gives back the sa"])
      assert.deepStrictEqual(yield* problems(undefined, "a"), ["2: gives back the sa"])
      assert.deepStrictEqual(yield* problems("a", "b"), [])
    }))

  it.effect.prop(
    "with keys: exactly those whose key stood above, and the line it stood on",
    [Lines],
    ([lines]) =>
      Effect.gen(function*() {
        const csv = `order,amount,key\n${lines.map((line) => `${line.order},${line.amount},${line.key}\n`).join("")}`
        const first = (key: string) => lines.findIndex((line) => line.key === key)
        const expected = lines.flatMap(({ key }, at) =>
          first(key) === at ? [] : [`${at + 2}: key is the same as in line ${first(key) + 2}`]
        )
        assert.deepStrictEqual((yield* taken(csv)).problems, expected)
        assert.deepStrictEqual((yield* taken(csv, { again: true })).problems, expected)
      })
  )

  it.effect.prop(
    "without keys: exactly the repeated refunds, unless they are meant",
    [Lines],
    ([lines]) =>
      Effect.gen(function*() {
        const csv = `order,amount\n${lines.map((line) => `${line.order},${line.amount}\n`).join("")}`
        const repeated = lines.flatMap(({ amount, order }, at) =>
          lines.findIndex((line) => line.order === order && line.amount === amount) === at ? [] : [at + 2]
        )
        const read = yield* taken(csv)
        assert.deepStrictEqual(read.problems.map((problem) => Number.parseInt(problem, 10)), repeated)
        assert.strictEqual(read.totals.bad, repeated.length)
        assert.deepStrictEqual((yield* taken(csv, { again: true })).problems, [])
      })
  )
})
