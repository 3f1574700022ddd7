import { OrderId } from "@openfinpay/finpay-core"
import * as Schema from "effect/Schema"
import { harmless } from "../export/harmless.ts"
import { readAmount } from "../report/amount.ts"
import { quoted } from "../report/cell-problem.ts"
import { trimEnd } from "../report/columns.ts"
import { isShortened, textOf } from "../table/Row.ts"
import type { Cell, Row } from "../table/Row.ts"
import type { RefundColumns } from "./columns.ts"
import { amountProblem, refundProblem } from "./line-problem.ts"
import type { RefundProblem } from "./line-problem.ts"
import type { ReadRefund, RefundExtra } from "./RefundLine.ts"

/** The cells of a line, before anything is known about them. */
export interface RawRefund {
  /** The line of the file, or the row of a sheet; counted from 1. */
  readonly line: number
  /** Left out, as the amount, where a problem says why there is none. */
  readonly order?: Cell
  readonly amount?: Cell
  /** Left out where the file gives no keys. */
  readonly key?: Cell
  readonly extra: RefundExtra
  /** What was wrong before the cells were looked at. */
  readonly problems: ReadonlyArray<RefundProblem>
}

type Read<A> = { readonly value: A } | RefundProblem

const isOrderId = Schema.is(OrderId)

const longestKey = 255

const readOrder = (cell: Cell): Read<string> => {
  const value = textOf(cell)
  if (value === "") return refundProblem("order", "empty")
  if (isShortened(cell)) return refundProblem("order", "text-shortened", quoted(value))
  return isOrderId(value) ? { value } : refundProblem("order", "no-order", quoted(value))
}

const readRefundAmount = (cell: Cell): Read<number> => {
  const read = readAmount(cell)
  if ("problem" in read) return amountProblem(read.code, read.about)
  if (read.negative) return refundProblem("amount", "negative", quoted(cell))
  return read.amount > 0 ? { value: read.amount } : refundProblem("amount", "zero")
}

const readKey = (cell: Cell): Read<string> => {
  const value = textOf(cell)
  if (value === "") return refundProblem("key", "empty-key")
  if (isShortened(cell)) return refundProblem("key", "text-shortened", quoted(value))
  if (value.length > longestKey) return refundProblem("key", "too-long", longestKey)
  if (!value.isWellFormed() || /\p{Cc}/u.test(value)) return refundProblem("key", "unkeepable")
  // It would come back from the results as another key, and another key is another refund.
  return harmless(value) === value ? { value } : refundProblem("key", "formula", quoted(value))
}

const ifGiven = <A>(cell: Cell | undefined, read: (cell: Cell) => Read<A>): Read<A> | undefined =>
  cell === undefined ? undefined : read(cell)

const valueOf = <A>(read: Read<A> | undefined): A | undefined =>
  read !== undefined && "value" in read ? read.value : undefined

const problemsOf = (reads: ReadonlyArray<Read<unknown> | undefined>): ReadonlyArray<RefundProblem> =>
  reads.flatMap((read) => read !== undefined && "code" in read ? [read] : [])

/**
 * Reads a line; all that is wrong with it is named, not the first thing only.
 *
 * @example
 * ```ts
 * import { readRefundLine } from "@openfinpay/finpay-reconcile"
 *
 * const line = readRefundLine({ line: 2, order: "INV 1", amount: "0", extra: {}, problems: [] })
 * line.problems.map(({ code }) => code) // => ["no-order", "zero"]
 * ```
 */
export const readRefundLine = (raw: RawRefund): ReadRefund => {
  const order = ifGiven(raw.order, readOrder)
  const amount = ifGiven(raw.amount, readRefundAmount)
  const key = ifGiven(raw.key, readKey)
  const values = { order: valueOf(order), amount: valueOf(amount), key: valueOf(key) }
  return {
    line: raw.line,
    ...(values.order === undefined ? {} : { order: values.order }),
    ...(values.amount === undefined ? {} : { amount: values.amount }),
    ...(values.key === undefined ? {} : { key: values.key }),
    extra: raw.extra,
    problems: [...raw.problems, ...problemsOf([order, amount, key])]
  }
}

/**
 * "INV-1,22,000" where a cell at the end of the row is missing: the row is no wider, and 22 is read. What stands around
 * the digits does not matter: "IDR 22,000", "Rp 22,000.00", "22,000 CR".
 */
const halfAmount = (amount: Cell | undefined, next: Cell | undefined): ReadonlyArray<RefundProblem> =>
  /^\D*\d{1,3}$/u.test(textOf(amount)) && /^\d{3}(?!\d)/u.test(textOf(next))
    ? [refundProblem("amount", "fallen-apart", quoted(textOf(amount)), quoted(textOf(next)))]
    : []

/** The cells of a row by their columns; `hasCommas` where it is commas that part them. */
export const rawRefundOf = (
  { amount, extra, key, order, width }: RefundColumns,
  { cells, line }: Row,
  hasCommas: boolean
): RawRefund => {
  const filled = trimEnd(cells).length
  // "INV-1,22,000": the amount has fallen apart, and what is left of it is another amount.
  const isTooWide = filled > width
  const half = hasCommas && !isTooWide ? halfAmount(cells[amount], cells[amount + 1]) : []
  return {
    line,
    order: cells[order] ?? "",
    amount: cells[amount] ?? "",
    ...(key === undefined ? {} : { key: cells[key] ?? "" }),
    extra: Object.fromEntries(extra.map(({ index, name }) => [name, textOf(cells[index])])),
    problems: isTooWide ? [refundProblem(undefined, "too-wide", filled, width)] : half
  }
}
