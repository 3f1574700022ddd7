import { foldName, trimEnd } from "../report/columns.ts"
import { textOf } from "../table/Row.ts"
import type { Cell } from "../table/Row.ts"
import { refundProblem } from "./line-problem.ts"
import type { RefundProblem } from "./line-problem.ts"

/** Where the columns of a table of refunds are, counted from 0. */
export interface RefundColumns {
  readonly order: number
  readonly amount: number
  /** Left out where the table has no keys. */
  readonly key?: number
  readonly extra: ReadonlyArray<{ readonly name: string; readonly index: number }>
  /** How many columns the header has. */
  readonly width: number
}

const own = ["order", "amount", "key"] as const

const isOwn = (name: string): boolean => own.some((column) => column === foldName(name))

const listed = (names: ReadonlyArray<string>): string => {
  const text = names.map((name) => JSON.stringify(name)).join(", ")
  return text.length > 200 ? `${text.slice(0, 200)}…` : text
}

const extraOf = (names: ReadonlyArray<string>): RefundColumns["extra"] =>
  names.flatMap((name, index) => {
    if (name === "" || isOwn(name)) return []
    return [{ name: names.indexOf(name) === index ? name : `${name} (${index + 1})`, index }]
  })

/** Finds the columns in the header, or says why refunds cannot be read from this table. */
export const findRefundColumns = (header: ReadonlyArray<Cell>): RefundColumns | RefundProblem => {
  const names = trimEnd(header).map(textOf)
  const folded = names.map(foldName)
  const [order = -1, amount = -1, key = -1] = own.map((column) => folded.indexOf(column))
  if (order < 0) return refundProblem(undefined, "no-column", "order", listed(names))
  if (amount < 0) return refundProblem(undefined, "no-column", "amount", listed(names))
  const repeated = own.find((column) => folded.indexOf(column) !== folded.lastIndexOf(column))
  if (repeated !== undefined) return refundProblem(undefined, "column-twice", repeated)
  return { order, amount, ...(key < 0 ? {} : { key }), extra: extraOf(names), width: names.length }
}
