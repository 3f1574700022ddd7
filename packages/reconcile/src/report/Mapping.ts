import { invalidRequest, problemsOf } from "@openfinpay/finpay-core"
import type { InvalidRequest } from "@openfinpay/finpay-core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { encodings } from "../table/decode-text.ts"
import { delimiters } from "../table/read-csv.ts"
import { spellings } from "./amount.ts"
import { dayOrders } from "./date.ts"

const position = Schema.Int.check(
  Schema.isGreaterThan(0, { message: "a column's number is counted from 1" })
)

const header = Schema.String.check(
  Schema.makeFilter((name: string) => name.trim() === "" ? "a column's name is not empty" : undefined)
)

/** A column: its name in the header, in any case, or its number, counted from 1. */
export const Column = Schema.Union([header, position])

/** A column: its name in the header, in any case, or its number, counted from 1. */
export type Column = typeof Column.Type

const words = Schema.Array(Schema.String).check(
  Schema.makeFilter((given: ReadonlyArray<string>) =>
    given.every((word) => word.trim() !== "") ? undefined : "a word is not empty"
  )
)

const KindColumn = Schema.Struct({
  column: Column,
  /** The words in that column for a payment, in any case. */
  payment: words,
  /** The words for a refund. */
  refund: words
})

const StatusColumn = Schema.Struct({
  column: Column,
  /** The words for: money moved. */
  done: words,
  /** The words for: no money moved. */
  notDone: words,
  /** The words for: not decided yet. */
  unknown: Schema.optionalKey(words)
})

const fields = Schema.Struct({
  /** What stands between two cells of a text file; `,` unless given. */
  delimiter: Schema.optionalKey(Schema.Literals(delimiters)),
  /** UTF-8 unless given. */
  encoding: Schema.optionalKey(Schema.Literals(encodings)),
  /** The sheet of a workbook; the only one that is shown unless given. */
  sheet: Schema.optionalKey(Schema.String),
  /** The line or row with the columns' names; 1 unless given, 0 where there is none. What stands above is not read. */
  headerLine: Schema.optionalKey(
    Schema.Int.check(Schema.isGreaterThanOrEqualTo(0, { message: "the header's line is counted from 1; 0 means none" }))
  ),
  /** The order id or other reference by which both sides know the payment. */
  reference: Column,
  /** The amount; or two columns, as in a bank's report: `credit` came in (a payment), `debit` went out (a refund). */
  amount: Schema.Union([Column, Schema.Struct({ credit: Column, debit: Column })]),
  /** How amounts are written; needed where they do not say it themselves. */
  spelling: Schema.optionalKey(Schema.Literals(spellings)),
  /** What a line is: all the same, by the sign of the amount, or by the words of a column. Not with `credit`, `debit`. */
  kind: Schema.optionalKey(Schema.Union([Schema.Literals(["payment", "refund", "sign"]), KindColumn])),
  /** Whether money moved; without it, every line says that it did. */
  status: Schema.optionalKey(StatusColumn),
  /** When; needed for nothing but to be shown and to tell lines apart. */
  date: Schema.optionalKey(Schema.Struct({ column: Column, order: Schema.optionalKey(Schema.Literals(dayOrders)) })),
  /** The report's own number of a movement: two lines with two numbers are two movements. */
  id: Schema.optionalKey(Column),
  /** Lines whose first filled cell begins with one of these are no movements: totals, balances. They are counted. */
  ignore: Schema.optionalKey(words)
})

const folded = (word: string): string => word.trim().toLowerCase()

const inTwo = (lists: ReadonlyArray<ReadonlyArray<string>>): string | undefined => {
  const all = lists.flatMap((list) => [...new Set(list.map(folded))])
  return all.find((word, at) => all.indexOf(word) !== at)
}

const problemsIn = ({ amount, kind, status }: typeof fields.Type) => {
  const twoColumns = typeof amount === "object"
  const kindWord = typeof kind === "object" ? inTwo([kind.payment, kind.refund]) : undefined
  const statusWord = status === undefined ? undefined : inTwo([status.done, status.notDone, status.unknown ?? []])
  return [
    ...(twoColumns === (kind === undefined)
      ? []
      : [{ path: ["kind"], issue: twoColumns ? "credit and debit say it already" : "is required" }]),
    ...(kindWord === undefined ? [] : [{ path: ["kind"], issue: `${JSON.stringify(kindWord)} cannot be both` }]),
    ...(statusWord === undefined ? [] : [{ path: ["status"], issue: `${JSON.stringify(statusWord)} cannot be both` }])
  ]
}

/**
 * How a report is read: which column is what, and how its texts are meant. Plain JSON, so that it can be kept.
 *
 * @example
 * ```ts
 * import { decodeMapping } from "@openfinpay/finpay-reconcile"
 * import { Effect } from "effect"
 *
 * const wrong = Effect.flip(decodeMapping({ reference: "Order ID", amount: "Amount" }))
 * Effect.runSync(wrong).problems // => [{ field: "kind", problem: "is required" }]
 * ```
 */
export const Mapping = fields.check(Schema.makeFilter((mapping: typeof fields.Type) => problemsIn(mapping)))

/** How a report is read: which column is what, and how its texts are meant. */
export type Mapping = typeof Mapping.Type

const decode = Schema.decodeUnknownEffect(Mapping, { errors: "all", onExcessProperty: "error" })

/**
 * Checks a mapping that came from a file or a request. Fails with `InvalidRequest`, which names what is wrong field by
 * field.
 *
 * @example
 * ```ts
 * import { decodeMapping } from "@openfinpay/finpay-reconcile"
 * import { Effect } from "effect"
 *
 * const wrong = Effect.flip(decodeMapping({ reference: "Order ID", amount: "Amount", kind: "refunds" }))
 * Effect.runSync(wrong).problems.map(({ field }) => field) // => ["kind"]
 * ```
 */
export const decodeMapping = (input: unknown): Effect.Effect<Mapping, InvalidRequest> =>
  Effect.mapError(decode(input), ({ issue }) => {
    const problems = problemsOf(issue)
    const nextStep = problems.length > 1
      ? "Mend the named fields of the mapping."
      : "Mend the named field of the mapping."
    return invalidRequest("reconcile", problems, undefined, nextStep)
  })
