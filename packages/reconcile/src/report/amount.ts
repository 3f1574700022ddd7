import type { Cell } from "../table/Row.ts"
import { quoted, textProblem } from "./cell-problem.ts"
import type { ProblemCode, TextProblem } from "./cell-problem.ts"

/**
 * How a report writes amounts: `indonesian` is `22.000,00`, `plain` is `22,000.00`.
 *
 * Only needed where the amounts do not say it themselves: `22.000` does not.
 */
export const spellings = ["indonesian", "plain"] as const

/** How a report writes amounts. */
export type Spelling = typeof spellings[number]

/** An amount with its side. */
export interface SignedAmount {
  /** In whole rupiah, from 0. */
  readonly amount: number
  /** It stands with a minus, in parentheses, or as a debit (`DB`, `DR`). */
  readonly negative: boolean
}

/** Why a text is no amount. */
export type AmountProblem = TextProblem

/** Finpay's own limit: 14 digits. */
const most = 99_999_999_999_999

const marks: Readonly<Record<Spelling, { readonly thousands: string; readonly fraction: string }>> = {
  indonesian: { thousands: ".", fraction: "," },
  plain: { thousands: ",", fraction: "." }
}

const forms: Readonly<Record<Spelling, RegExp>> = {
  indonesian: /^(\d+|[1-9]\d{0,2}(?:\.\d{3})+)(?:,(\d+))?$/u,
  plain: /^(\d+|[1-9]\d{0,2}(?:,\d{3})+)(?:\.(\d+))?$/u
}

interface Reading {
  readonly whole: string
  readonly fraction: string
}

const readAs = (digits: string, spelling: Spelling): Reading | undefined => {
  const match = forms[spelling].exec(digits)
  if (match === null) return undefined
  const [, whole = "", fraction = ""] = match
  // Three digits behind the mark look like thousands, and a thousand times too little is no amount to guess.
  return fraction.length === 3 ? undefined : { whole: whole.replaceAll(marks[spelling].thousands, ""), fraction }
}

/** `22.000`: 22 to a program, 22000 to a person in Indonesia; `22,000` the other way round. */
const ambiguous = /^[1-9]\d{0,2}[.,]\d{3}$/u

const readDigits = (digits: string, spelling: Spelling | undefined): Reading | ProblemCode => {
  if (spelling === undefined && ambiguous.test(digits)) return "thousands-or-fraction"
  const readings = (spelling === undefined ? spellings : [spelling]).flatMap((each) => readAs(digits, each) ?? [])
  return readings[0] ?? (spelling === undefined ? "no-amount" : `not-${spelling}`)
}

/** What may stand around the digits: a sign, parentheses, the currency, `,-`, and the side of a bank's report. */
const dressed =
  /^(?<open>\()?\s*(?<before>[-+\u2212])?\s*(?:(?:rp\.?|idr)\s*)?(?<inside>[-+\u2212])?\s*(?<digits>\d[\d.,]*?)(?<round>,[-\u2013\u2014])?(?<close>\))?\s*(?<side>cr|db|dr)?$/iu

const isMinus = (sign: string | undefined): boolean => sign === "-" || sign === "\u2212"

const readText = (text: string, spelling: Spelling | undefined): SignedAmount | ProblemCode => {
  const { before, close, digits = "", inside, open, round, side } = dressed.exec(text)?.groups ?? {}
  const sides = [open, before, inside, side].filter((given) => given !== undefined).length
  if (digits === "" || (open === undefined) !== (close === undefined) || sides > 1) {
    return /^[-+]?\d+(?:[.,]\d+)?e\+?\d+$/iu.test(text)
      ? "number-shortened"
      : "no-amount"
  }
  // "Rp 22.000,-" says itself how it is spelt.
  const reading = readDigits(digits, round === undefined ? spelling : "indonesian")
  if (typeof reading === "string") return reading
  if (/[1-9]/u.test(reading.fraction)) return "fraction"
  const amount = Number(reading.whole)
  if (amount > most) return "too-large"
  const negative = open !== undefined || isMinus(before) || isMinus(inside) || /^d[br]$/iu.test(side ?? "")
  return { amount, negative: negative && amount !== 0 }
}

const readNumber = (value: number): SignedAmount | ProblemCode => {
  if (!Number.isInteger(value)) return "fraction"
  if (Math.abs(value) > most) return "too-large"
  return { amount: Math.abs(value), negative: value < 0 }
}

/**
 * Reads an amount as reports write it: `22000`, `22.000,00`, `22,000.00`, `Rp 22.000,-`, `IDR 22,000.00`, `-22000`,
 * `(22.000,00)`, `22,000.00 DB`, or a number of a sheet.
 *
 * Nothing is guessed: one that can be read in two ways is a problem, unless the spelling is given, and one that is not in
 * the spelling given is a problem too. Fractions of a rupiah are never rounded. Assumed: the sides `CR` and `DB`, as
 * Indonesian banks print them.
 *
 * @example
 * ```ts
 * import { readAmount } from "@openfinpay/finpay-reconcile"
 *
 * readAmount("Rp 22.000,00") // => { amount: 22000, negative: false }
 * readAmount("22,000.00 DB") // => { amount: 22000, negative: true }
 * readAmount("22.000", "indonesian") // => { amount: 22000, negative: false }
 * "problem" in readAmount("22.000") // => true
 * "problem" in readAmount("22.000", "plain") // => true
 * ```
 */
export const readAmount = (cell: Cell, spelling?: Spelling): SignedAmount | AmountProblem => {
  const text = typeof cell === "string" ? cell.replaceAll(/[\u00A0\u202F]/gu, " ").trim() : ""
  if (typeof cell === "string" && text === "") return textProblem("empty")
  const read = typeof cell === "number" ? readNumber(cell) : readText(text, spelling)
  return typeof read === "string" ? textProblem(read, quoted(cell)) : read
}
