import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { decodeMapping } from "../../src/report/Mapping.ts"

const small = { reference: "Order ID", amount: "Amount", kind: "refund" } as const

const problemsOf = (input: unknown) =>
  Effect.map(Effect.flip(decodeMapping(input)), ({ problems }) => problems.map(({ field }) => field))

describe("a mapping", () => {
  it.effect("is plain JSON and comes back as it was", () =>
    Effect.gen(function*() {
      const all = {
        delimiter: ";",
        encoding: "windows-1252",
        sheet: "Data",
        headerLine: 5,
        reference: 1,
        amount: "Nominal",
        spelling: "indonesian",
        kind: { column: "Jenis", payment: ["Bayar"], refund: ["Kembali"] },
        status: { column: "Status", done: ["OK"], notDone: ["Gagal"], unknown: ["Proses"] },
        date: { column: "Tanggal", order: "dmy" },
        id: "RRN",
        ignore: ["TOTAL"]
      }
      assert.deepStrictEqual<unknown>(yield* decodeMapping(JSON.parse(JSON.stringify(all))), all)
      assert.deepStrictEqual<unknown>(
        yield* decodeMapping({ reference: "a", amount: { credit: "b", debit: "c" } }),
        { reference: "a", amount: { credit: "b", debit: "c" } }
      )
    }))

  const wrong: ReadonlyArray<readonly [string, unknown, ReadonlyArray<string>]> = [
    ["nothing", undefined, ["(the whole value)"]],
    ["no fields", {}, ["reference", "amount"]],
    ["a field nobody knows", { ...small, refrence: "x" }, ["refrence"]],
    ["no kind", { reference: "a", amount: "b" }, ["kind"]],
    ["a kind where the columns say it", { ...small, amount: { credit: "a", debit: "b" } }, ["kind"]],
    ["a word that means both", { ...small, kind: { column: "a", payment: ["X"], refund: ["x "] } }, ["kind"]],
    [
      "a status that means both",
      { ...small, status: { column: "a", done: ["ok"], notDone: ["no"], unknown: ["OK"] } },
      ["status"]
    ],
    ["an empty word", { ...small, ignore: [" "] }, ["ignore"]],
    ["column 0", { ...small, id: 0 }, ["id"]],
    ["a header above the first line", { ...small, headerLine: -1 }, ["headerLine"]],
    ["another delimiter", { ...small, delimiter: "|" }, ["delimiter"]]
  ]
  for (const [what, input, fields] of wrong) {
    it.effect(`with ${what} is refused by the field's name`, () =>
      Effect.map(problemsOf(input), (named) => assert.deepStrictEqual([...new Set(named)], fields)))
  }
})
