import type { TextProblem } from "./cell-problem.ts"

/** What a line is about: money that came in, or money that was given back. */
export const kinds = ["payment", "refund"] as const

/** What a line is about: money that came in, or money that was given back. */
export type Kind = typeof kinds[number]

/** Whether money moved: it did, it did not, or that is not known (yet). */
export const outcomes = ["done", "not_done", "unknown"] as const

/** Whether money moved: it did, it did not, or that is not known (yet). */
export type Outcome = typeof outcomes[number]

/** One line of a report that could be read. */
export interface ReportLine {
  /** The line of a text file on which it begins, or the row of a sheet; counted from 1. */
  readonly line: number
  /** The order id or other reference by which both sides know the payment. */
  readonly reference: string
  readonly kind: Kind
  /** In whole rupiah, above 0. */
  readonly amount: number
  readonly outcome: Outcome
  /** The report's own word for the status, where it has one. */
  readonly status?: string
  /** The report's date as it stands there. */
  readonly date?: string
  /** The instant that date means, in milliseconds since 1970; a date without a zone is WIB. */
  readonly at?: number
  /** The report's own number of this movement. */
  readonly id?: string
}

/** What is wrong with one cell. */
export interface CellProblem extends TextProblem {
  /** The column's name as the report has it, or its number. */
  readonly column: string
}

/** One line of a report that could not be read, with everything that is wrong with it. */
export interface UnreadableLine {
  /** The line of a text file on which it begins, or the row of a sheet; counted from 1. */
  readonly line: number
  readonly problems: ReadonlyArray<CellProblem>
}

/** What a line of the report came to. */
export type ReportItem =
  | { readonly type: "line"; readonly line: ReportLine }
  | { readonly type: "unreadable"; readonly line: UnreadableLine }
  | { readonly type: "ignored"; readonly line: number }
