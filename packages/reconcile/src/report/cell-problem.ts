/** What can be wrong with a cell. */
import type { Cell } from "../table/Row.ts"

type Say = (about: string) => string

/** English words for everything that can be wrong with a cell; they follow the column's name. */
export const problemsInEnglish = {
  "empty": () => "is empty",
  "thousands-or-fraction": (cell) =>
    `${cell} may be thousands or a fraction: say in the mapping whether amounts are indonesian (22.000,00) or plain ` +
    "(22,000.00)",
  "no-amount": (cell) => `${cell} is not an amount in rupiah, such as 22000`,
  "not-indonesian": (cell) => `${cell} is not an amount in the indonesian spelling, such as 22.000,00`,
  "not-plain": (cell) => `${cell} is not an amount in the plain spelling, such as 22,000.00`,
  "number-shortened": (cell) =>
    `${cell} was shortened by a spreadsheet: show the column as a number and export it again`,
  "text-shortened": (cell) => `${cell} was shortened by a spreadsheet: show the column as text and export it again`,
  "fraction": (cell) => `${cell} has a fraction of a rupiah`,
  "too-large": (cell) => `${cell} has more than 14 digits`,
  "zero": () => "is 0: nothing moved",
  "negative-payment": () => "is negative, and the line is a payment",
  "negative-side": () => "is negative: which side it means is not known",
  "no-side": (other) => `and ${other} are empty or 0: nothing moved`,
  "both-sides": (other) => `and ${other} are both filled`,
  "day-or-month": (cell) =>
    `${cell} may begin with the day or the month: say in the mapping whether dates are dmy or mdy`,
  "no-date": (cell) => `${cell} is not a date, such as 2026-11-21`,
  "too-long": (most) => `is longer than ${most} characters`,
  "no-meaning": (word) => `${word} has no meaning in the mapping`,
  "too-wide": (columns) => `is filled, and the header has ${columns} columns`
} as const satisfies Readonly<Record<string, Say>>

/** What is wrong with a cell, for programs and for other languages: a closed list. */
export type ProblemCode = keyof typeof problemsInEnglish

/** What is wrong with a text, without where it stands. */
export interface TextProblem {
  /** What is wrong, in English words that follow the column's name. */
  readonly problem: string
  readonly code: ProblemCode
  /** What the words speak of: the cell as it stands there, another column, a number. Empty where they name nothing. */
  readonly about: string
}

const longestQuote = 42

/** A cell as it is quoted in a problem. */
export const quoted = (cell: Cell): string => {
  const text = JSON.stringify(String(cell))
  return text.length > longestQuote ? `${text.slice(0, longestQuote - 2)}…"` : text
}

/** What is wrong, with its words. */
export const textProblem = (code: ProblemCode, about = ""): TextProblem => ({
  problem: problemsInEnglish[code](about),
  code,
  about
})
