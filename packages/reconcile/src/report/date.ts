import { parseFinpayTime } from "@openfinpay/finpay-core"
import * as DateTime from "effect/DateTime"
import type { Cell } from "../table/Row.ts"
import { textProblem } from "./cell-problem.ts"
import type { ProblemCode, TextProblem } from "./cell-problem.ts"

/** Which comes first in a date such as `03/04/2026`: the day (as in Indonesia) or the month. */
export const dayOrders = ["dmy", "mdy"] as const

/** Which comes first in a date such as `03/04/2026`. */
export type DayOrder = typeof dayOrders[number]

/** The first letters of the months, in Indonesian and English. */
const months: ReadonlyArray<ReadonlyArray<string>> = [
  ["jan"],
  ["feb", "peb"],
  ["mar"],
  ["apr"],
  ["mei", "may"],
  ["jun"],
  ["jul"],
  ["agu", "agt", "ags", "aug"],
  ["sep"],
  ["okt", "oct"],
  ["nov", "nop"],
  ["des", "dec"]
]

const time = String.raw`(?:[ T,]\s*(?<time>\d{1,2}[:.]\d{2}(?:[:.]\d{2})?)(?:\.\d+)?)?`
const zone = String.raw`\s*(?<zone>WIB|Z|[+-]\d{2}:?\d{2})?`

const form = (day: string): RegExp => new RegExp(`^${day}${time}${zone}$`, "iu")

const yearFirst = form(String.raw`(?<year>\d{4})[-/.](?<month>\d{1,2})[-/.](?<day>\d{1,2})`)
const compact = form(String.raw`(?<year>\d{4})(?<month>\d{2})(?<day>\d{2})`)
const yearLast = form(String.raw`(?<first>\d{1,2})[-/.](?<second>\d{1,2})[-/.](?<year>\d{4})`)
const named = form(String.raw`(?<day>\d{1,2})[-/. ](?<name>[a-z]{3,9})[-/. ](?<year>\d{4})`)

type Groups = Readonly<Record<string, string | undefined>>

interface Day {
  readonly year: string
  readonly month: string
  readonly day: string
}

const monthOf = (name: string): string =>
  String(months.findIndex((starts) => starts.includes(name.slice(0, 3).toLowerCase())) + 1)

/** Both may be a month, and they are not the same. */
const isAmbiguous = (first: string, second: string): boolean =>
  Number(first) <= 12 && Number(second) <= 12 && Number(first) !== Number(second)

const numericDay = ({ first = "", second = "", year = "" }: Groups, order: DayOrder | undefined): Day | ProblemCode => {
  if (order === undefined && isAmbiguous(first, second)) return "day-or-month"
  const dayFirst = order === undefined ? Number(first) > 12 || first === second : order === "dmy"
  return dayFirst ? { year, month: second, day: first } : { year, month: first, day: second }
}

const dayOf = (groups: Groups, order: DayOrder | undefined): Day | ProblemCode => {
  const { day = "", first, month, name, year = "" } = groups
  if (first !== undefined) return numericDay(groups, order)
  return { year, month: name === undefined ? month ?? "" : monthOf(name), day }
}

const two = (digits: string): string => digits.padStart(2, "0")

const inIso = ({ day, month, year }: Day, { time: clock = "00:00", zone: given = "" }: Groups): string => {
  const [hour = "", minute = "", second = "00"] = clock.split(/[:.]/u)
  const offset = given.toUpperCase() === "WIB" ? "" : given
  return `${year}-${two(month)}-${two(day)} ${two(hour)}:${minute}:${second}${offset}`
}

/** An instant in milliseconds since 1970, or why a text is no date. */
export type DateRead = { readonly at: number } | TextProblem

/**
 * Reads a date as reports write it: `2026-11-21`, `2026-11-21T10:00:00+07:00`, `21/11/2026 10:00`, `20261121`,
 * `21 Nov 2026`, `21-Agustus-2026`. Without a zone it is WIB (+07:00); without a time the day's beginning.
 *
 * Nothing is guessed: `03/04/2026` is a problem unless it is said which comes first, and so is a year of two digits.
 *
 * @example
 * ```ts
 * import { readDate } from "@openfinpay/finpay-reconcile"
 *
 * readDate("21 Nov 2026 10:00") // => { at: Date.parse("2026-11-21T03:00:00Z") }
 * readDate("03/04/2026", "dmy") // => { at: Date.parse("2026-04-02T17:00:00Z") }
 * "problem" in readDate("03/04/2026") // => true
 * ```
 */
export const readDate = (cell: Cell, order?: DayOrder): DateRead => {
  const text = String(cell).trim().replaceAll(/\s+/gu, " ")
  if (text === "") return textProblem("empty")
  const quoted = JSON.stringify(text.slice(0, 40))
  const groups = [yearFirst, compact, yearLast, named].map((each) => each.exec(text)?.groups).find(Boolean)
  if (groups === undefined) return textProblem("no-date", quoted)
  const day = dayOf(groups, order)
  if (typeof day === "string") return textProblem(day, quoted)
  const { instant } = parseFinpayTime(inIso(day, groups))
  return instant === undefined ? textProblem("no-date", quoted) : { at: DateTime.toEpochMillis(instant) }
}
