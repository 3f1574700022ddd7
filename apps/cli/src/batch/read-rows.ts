import type { Cell, Row } from "@openfinpay/finpay-reconcile"
import { say } from "../language.ts"
import type { LineProblem } from "./Line.ts"
import { quoted, type RawLine } from "./read-line.ts"

/** Where the columns of a table are, counted from 0. */
export interface Columns {
  readonly order: number
  readonly amount: number
  /** Left out where the table has no keys. */
  readonly key?: number
  readonly extra: ReadonlyArray<{ readonly name: string; readonly index: number }>
  /** How many columns the header has. */
  readonly width: number
}

const textOf = (cell: Cell | undefined): string => cell === undefined ? "" : String(cell).trim()

/** A name as it is compared: in small letters, one blank between words. */
export const foldName = (name: string): string => name.trim().toLowerCase().replaceAll(/\s+/gu, " ")

const withoutEmptyEnd = (cells: ReadonlyArray<Cell>): ReadonlyArray<Cell> =>
  cells.slice(0, cells.findLastIndex((cell) => textOf(cell) !== "") + 1)

const own = ["order", "amount", "key"]

const listed = (names: ReadonlyArray<string>): string => {
  const text = names.map((name) => JSON.stringify(name)).join(", ")
  return text.length > 200 ? `${text.slice(0, 200)}…` : text
}

const missing = (column: string, names: ReadonlyArray<string>): string =>
  say(
    `the first line has no column ${column}; it has ${listed(names)}`,
    `baris pertama tidak memiliki kolom ${column}; kolomnya ${listed(names)}`
  )

const twice = (column: string): string =>
  say(`the first line has two columns ${column}`, `baris pertama memiliki dua kolom ${column}`)

const extraOf = (names: ReadonlyArray<string>): Columns["extra"] =>
  names.flatMap((name, index) => {
    if (name === "" || own.includes(foldName(name))) return []
    return [{ name: names.indexOf(name) === index ? name : `${name} (${index + 1})`, index }]
  })

/** Finds the columns in the header, or says why a refund cannot be read from this table. */
export const findColumns = (header: ReadonlyArray<Cell>): Columns | string => {
  const names = withoutEmptyEnd(header).map(textOf)
  const folded = names.map(foldName)
  const [order, amount, key] = own.map((column) => folded.indexOf(column))
  if (order === undefined || order < 0) return missing("order", names)
  if (amount === undefined || amount < 0) return missing("amount", names)
  const repeated = own.find((column) => folded.indexOf(column) !== folded.lastIndexOf(column))
  if (repeated !== undefined) return twice(repeated)
  return { order, amount, ...(key === undefined || key < 0 ? {} : { key }), extra: extraOf(names), width: names.length }
}

// "INV-1,22,000": the amount has fallen apart, and what is left of it is another amount.
const tooWide = (cells: number, width: number): LineProblem => ({
  problem: say(
    `has ${cells} cells and the first line ${width}: write an amount without commas, or in quotes`,
    `berisi ${cells} sel sedangkan baris pertama ${width}: tulis jumlah tanpa koma, atau di dalam tanda kutip`
  )
})

const fallenApart = (amount: string, next: string): LineProblem => ({
  column: "amount",
  problem: say(
    `${quoted(amount)} has ${
      quoted(next)
    } behind it: if a comma broke the amount, write it in digits, such as 22000; if ` +
      "that is a cell of its own, make amount the last column",
    `${quoted(amount)} diikuti ${
      quoted(next)
    }: jika jumlahnya terpotong koma, tulis dengan angka saja, misalnya 22000; ` +
      "jika itu sel tersendiri, jadikan amount kolom terakhir"
  )
})

/** "INV-1,22,000" where a cell at the end of the row is missing: the row is no wider, and 22 is read. */
const halfAmount = (amount: Cell | undefined, next: Cell | undefined): ReadonlyArray<LineProblem> =>
  /^(?:rp\.?\s*)?\d{1,3}$/iu.test(textOf(amount)) && /^\d{3}(?:\.\d+)?$/u.test(textOf(next))
    ? [fallenApart(textOf(amount), textOf(next))]
    : []

/** Whether there is anything in a row. */
export const isFilled = ({ cells }: Row): boolean => cells.some((cell) => textOf(cell) !== "")

/** The cells of a row by their columns; `hasCommas` where it is commas that part them. */
export const rawLineOf = (
  { amount, extra, key, order, width }: Columns,
  { cells, line }: Row,
  hasCommas: boolean
): RawLine => {
  const filled = withoutEmptyEnd(cells).length
  const isTooWide = filled > width
  const half = hasCommas && !isTooWide ? halfAmount(cells[amount], cells[amount + 1]) : []
  return {
    line,
    order: cells[order] ?? "",
    amount: cells[amount] ?? "",
    ...(key === undefined ? {} : { key: cells[key] ?? "" }),
    extra: Object.fromEntries(extra.map(({ index, name }) => [name, textOf(cells[index])])),
    problems: isTooWide ? [tooWide(filled, width)] : half
  }
}
