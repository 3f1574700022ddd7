import type { Kind, Mapping, ReportSummary, Verdict } from "@openfinpay/finpay-reconcile"
import type { ReconciliationState } from "../contract/reconciliations.ts"

/** About which payments Finpay is asked. */
export type Ask = "none" | "differences" | "all"

/** What is being done, and how much of it is done. */
export interface Progress {
  readonly phase: "reading" | "comparing" | "asking" | "writing"
  readonly done: number
}

/** What a comparison came to. Sums are digits, as they may be larger than a number holds exactly. */
export interface Summary {
  readonly report: ReportSummary
  readonly knownEntries: number
  readonly questions: number
  readonly differs: boolean
  readonly totals: ReadonlyArray<{
    readonly verdict: Verdict
    readonly kind?: Kind
    readonly count: number
    readonly report: string
    readonly records: string
  }>
}

/** A report that is compared. Times are milliseconds since 1970. */
export interface ReconciliationRow {
  readonly id: string
  readonly account: string
  /** The merchant's id at Finpay. */
  readonly merchant: string
  readonly state: ReconciliationState
  readonly createdBy: string
  readonly mapping: Mapping
  readonly isGuessed: boolean
  readonly since?: number
  readonly until?: number
  readonly ask: Ask
  readonly progress?: Progress
  /** Whose results count, once it is finished. */
  readonly attempt?: number
  readonly summary?: Summary
  readonly problem?: string
  readonly createdAt: number
  readonly startedAt?: number
  readonly endedAt?: number
}
