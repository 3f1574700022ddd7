import { assert, describe, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { flagOf, layFlagsOver, type MappingInput, quoted, toFlags, typed } from "../../src/reconcile/mapping-flags.ts"

const none: MappingInput = {
  reference: Option.none(),
  amount: Option.none(),
  credit: Option.none(),
  debit: Option.none(),
  spelling: Option.none(),
  kind: Option.none(),
  kindColumn: Option.none(),
  paymentWord: [],
  refundWord: [],
  statusColumn: Option.none(),
  doneWord: [],
  notDoneWord: [],
  openWord: [],
  date: Option.none(),
  dateOrder: Option.none(),
  id: Option.none(),
  ignore: [],
  delimiter: Option.none(),
  encoding: Option.none(),
  sheet: Option.none(),
  headerLine: Option.none()
}

const saved = {
  reference: "Order ID",
  amount: "Amount",
  kind: { column: "Type", payment: ["PAYMENT"], refund: ["REFUND"] },
  date: { column: "Date" }
}

describe("layFlagsOver", () => {
  it.effect("without flags it is what was saved", () =>
    Effect.gen(function*() {
      assert.deepStrictEqual(yield* layFlagsOver(saved, none), saved)
      assert.deepStrictEqual(yield* layFlagsOver({}, none), {})
    }))

  it.effect("a flag goes over what was saved, also within a member", () =>
    Effect.gen(function*() {
      const laid = yield* layFlagsOver(saved, {
        ...none,
        amount: Option.some(3),
        refundWord: ["Pengembalian"],
        dateOrder: Option.some("dmy"),
        headerLine: Option.some(4)
      })
      assert.deepStrictEqual(laid, {
        reference: "Order ID",
        amount: 3,
        kind: { column: "Type", payment: ["PAYMENT"], refund: ["Pengembalian"] },
        date: { column: "Date", order: "dmy" },
        headerLine: 4
      })
    }))

  it.effect("credit and debit say what a line is: the saved kind goes", () =>
    Effect.gen(function*() {
      const sides = { credit: Option.some("Kredit"), debit: Option.some("Debet") }
      assert.deepStrictEqual(yield* layFlagsOver(saved, { ...none, ...sides }), {
        reference: "Order ID",
        amount: { credit: "Kredit", debit: "Debet" },
        date: { column: "Date" }
      })
    }))

  it.effect("two ways of saying one thing are refused", () =>
    Effect.gen(function*() {
      const amounts = yield* Effect.flip(
        layFlagsOver({}, { ...none, amount: Option.some("A"), credit: Option.some("C") })
      )
      assert.match(amounts.message, /^--amount and --credit, --debit say the same/u)
      const kinds = yield* Effect.flip(layFlagsOver({}, { ...none, kind: Option.some("sign"), refundWord: ["R"] }))
      assert.match(kinds.message, /^--kind and --kind-column/u)
    }))
})

describe("flags of a mapping", () => {
  it("say all of it, ready to be typed", () => {
    const mapping = { ...saved, delimiter: "\t", amount: { credit: "In flow", debit: 5 }, kind: undefined }
    const { kind: _, ...given } = mapping
    assert.strictEqual(
      typed(toFlags(given)),
      "--reference \"Order ID\" --credit \"In flow\" --debit 5 --date Date --delimiter tab"
    )
    assert.deepStrictEqual(toFlags({ kind: saved.kind, ignore: ["Total", "Saldo"] }), [
      ["--kind-column", "Type"],
      ["--payment-word", "PAYMENT"],
      ["--refund-word", "REFUND"],
      ["--ignore", "Total"],
      ["--ignore", "Saldo"]
    ])
  })

  it("quote what a shell would act on", () => {
    assert.strictEqual(quoted("Order.ID"), "Order.ID")
    assert.strictEqual(quoted("Rp (juta)"), "\"Rp (juta)\"")
    assert.strictEqual(quoted("$HOME"), "'$HOME'")
    assert.strictEqual(quoted("it's $5"), "'it'\\''s $5'")
    assert.strictEqual(quoted(""), "\"\"")
  })

  it("name the flag of every field a problem can have", () => {
    assert.deepStrictEqual(
      ["reference", "amount.debit", "kind.payment.0", "status.unknown.2", "date.order", "sheet", "nonsense"].map(
        flagOf
      ),
      ["--reference", "--debit", "--payment-word", "--open-word", "--date-order", "--sheet", undefined]
    )
  })
})
