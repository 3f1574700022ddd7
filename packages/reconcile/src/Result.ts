import type { KnownEntry } from "./Known.ts"
import type { CellProblem, Kind, ReportLine } from "./report/ReportLine.ts"
import type { Told } from "./Told.ts"

/**
 * How a line of the report and our records go together.
 *
 * - `matched`: same reference, kind, amount and outcome
 * - `amount_differs`: the only movement of its reference and kind on both sides, with two amounts
 * - `status_differs`: the report, our records and Finpay do not agree whether money moved
 * - `missing_here`: in the report, not in our records
 * - `missing_there`: in our records, not in the lines of the report that could be read
 * - `duplicate_line`: says again what an earlier line says, and our records have no more of it
 * - `not_compared`: a line of a kind our records are not complete for, and Finpay was not asked or did not say
 * - `unreadable`: something in the line could not be read
 */
export const verdicts = [
  "matched",
  "amount_differs",
  "status_differs",
  "missing_here",
  "missing_there",
  "duplicate_line",
  "not_compared",
  "unreadable"
] as const

/** How a line of the report and our records go together. */
export type Verdict = typeof verdicts[number]

/** The verdicts that nobody has to look into. */
const quiet: ReadonlyArray<Verdict> = ["matched", "not_compared"]

/**
 * Whether a verdict is a difference that somebody has to look into.
 *
 * @example
 * ```ts
 * import { isDifference, verdicts } from "@openfinpay/finpay-reconcile"
 *
 * verdicts.filter((verdict) => !isDifference(verdict)) // => ["matched", "not_compared"]
 * ```
 */
export const isDifference = (verdict: Verdict): boolean => !quiet.includes(verdict)

/** A line or an entry of our records with what it came to. There is one for every line of the report. */
export type Result =
  | {
    readonly verdict: "matched" | "amount_differs" | "status_differs"
    readonly line: ReportLine
    /** Left out where only Finpay was asked. */
    readonly known?: KnownEntry
    readonly told?: Told
  }
  | {
    readonly verdict: "missing_here" | "not_compared"
    readonly line: ReportLine
    readonly told?: Told
  }
  | {
    readonly verdict: "duplicate_line"
    readonly line: ReportLine
    /** The earlier line. */
    readonly repeats: number
    readonly told?: Told
  }
  | {
    readonly verdict: "missing_there"
    readonly known: KnownEntry
    readonly told?: Told
    /** Some lines could not be read: it may stand in one of them. */
    readonly perhapsUnreadable?: true
  }
  | {
    readonly verdict: "unreadable"
    readonly line: { readonly line: number }
    readonly problems: ReadonlyArray<CellProblem>
  }

/** How many there are of a verdict and kind, and how much money that is. */
export interface Total {
  readonly verdict: Verdict
  /** Left out for unreadable lines. */
  readonly kind?: Kind
  readonly count: number
  /** The sum of the report's amounts, in rupiah. */
  readonly reportRupiah: bigint
  /** The sum of the amounts of our records, in rupiah; where they have none and Finpay was asked, 0. */
  readonly knownRupiah: bigint
}
