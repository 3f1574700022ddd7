import { OrderId } from "@openfinpay/finpay-core"
import { type Cell, harmless, readAmount, type Spelling, spellings } from "@openfinpay/finpay-reconcile"
import * as Schema from "effect/Schema"
import { say } from "../language.ts"
import type { Extra, LineProblem, ReadLine } from "./Line.ts"

/** The cells of a line, before anything is known about them. */
export interface RawLine {
  readonly line: number
  /** Left out, as the amount, where a problem says why there is none. */
  readonly order?: Cell
  readonly amount?: Cell
  /** Left out where the input gives no keys. */
  readonly key?: Cell
  readonly extra: Extra
  /** What was wrong before the cells were looked at. */
  readonly problems: ReadonlyArray<LineProblem>
}

type Read<A> = { readonly value: A } | LineProblem

const isOrderId = Schema.is(OrderId)

const longestKey = 255
const longestQuote = 42

/** A cell as it is quoted in a problem. */
export const quoted = (cell: Cell): string => {
  const text = JSON.stringify(String(cell))
  return text.length > longestQuote ? `${text.slice(0, longestQuote - 2)}…"` : text
}

const trimmed = (cell: Cell): string => String(cell).trim()

const isEmpty = say("is empty", "kosong")

const readOrder = (cell: Cell): Read<string> => {
  const value = trimmed(cell)
  if (value === "") return { column: "order", problem: isEmpty }
  if (isOrderId(value)) return { value }
  return {
    column: "order",
    problem: say(
      `${quoted(value)} is not 1 to 30 letters, digits, dashes or underscores`,
      `${quoted(value)} bukan 1 sampai 30 huruf, angka, tanda hubung, atau garis bawah`
    )
  }
}

const canBeRead = (cell: Cell, spelling?: Spelling): boolean => !("problem" in readAmount(cell, spelling))

/** Why a cell is no amount. The words of `readAmount` speak of a mapping, which a batch does not have. */
const notAnAmount = (cell: Cell, problem: string): string => {
  if (trimmed(cell) === "") return isEmpty
  return spellings.some((spelling) => canBeRead(cell, spelling))
    ? say(
      `${quoted(cell)} may be thousands or a fraction: write it in digits, such as 22000`,
      `${quoted(cell)} bisa berarti ribuan atau pecahan: tulis dengan angka saja, misalnya 22000`
    )
    : say(problem, `${quoted(cell)} bukan jumlah rupiah bulat, misalnya 22000`)
}

const readRefund = (cell: Cell): Read<number> => {
  const column = "amount"
  const read = readAmount(cell)
  if ("problem" in read) return { column, problem: notAnAmount(cell, read.problem) }
  if (read.negative) return { column, problem: say(`${quoted(cell)} is negative`, `${quoted(cell)} bernilai negatif`) }
  if (read.amount > 0) return { value: read.amount }
  return { column, problem: say("must be at least 1 rupiah", "harus paling sedikit 1 rupiah") }
}

const keyProblem = (key: string): string | undefined => {
  if (key === "") {
    return say(
      "is empty: give each line a key, or leave the column out",
      "kosong: beri setiap baris kunci, atau hilangkan kolomnya"
    )
  }
  if (key.length > longestKey) {
    return say(`has more than ${longestKey} characters`, `lebih dari ${longestKey} karakter`)
  }
  if (!key.isWellFormed() || /\p{Cc}/u.test(key)) {
    return say("holds a character that cannot be kept", "berisi karakter yang tidak dapat disimpan")
  }
  // It would come back from the results as another key, and another key is another refund.
  if (harmless(key) !== key) {
    return say(
      `${quoted(key)} begins like a formula, and a spreadsheet would change it`,
      `${quoted(key)} diawali seperti rumus, dan akan diubah oleh aplikasi lembar kerja`
    )
  }
  return undefined
}

const readKey = (cell: Cell): Read<string> => {
  const value = trimmed(cell)
  const problem = keyProblem(value)
  return problem === undefined ? { value } : { column: "key", problem }
}

const ifGiven = <A>(cell: Cell | undefined, read: (cell: Cell) => Read<A>): Read<A> | undefined =>
  cell === undefined ? undefined : read(cell)

const valueOf = <Name extends string, A>(name: Name, read: Read<A> | undefined): { readonly [_ in Name]?: A } =>
  read !== undefined && "value" in read ? { [name]: read.value } as { readonly [_ in Name]: A } : {}

const problemsOf = (reads: ReadonlyArray<Read<unknown> | undefined>): ReadonlyArray<LineProblem> =>
  reads.flatMap((read) => read !== undefined && "problem" in read ? [read] : [])

/** Reads a line; all that is wrong with it is named, not the first thing only. */
export const readLine = (raw: RawLine): ReadLine => {
  const order = ifGiven(raw.order, readOrder)
  const amount = ifGiven(raw.amount, readRefund)
  const key = ifGiven(raw.key, readKey)
  return {
    line: raw.line,
    ...valueOf("order", order),
    ...valueOf("amount", amount),
    ...valueOf("key", key),
    extra: raw.extra,
    problems: [...raw.problems, ...problemsOf([order, amount, key])]
  }
}
