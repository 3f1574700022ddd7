import type { RefundProblem } from "./line-problem.ts"

/** What stands in a file of refunds beside order, amount and key: kept as it is, by the names of its columns. */
export type RefundExtra = Readonly<Record<string, string>>

/** One line of a file of refunds as far as it could be read; its problems say what is missing. */
export interface ReadRefund {
  /** The line of the file, or the row of a sheet; counted from 1. */
  readonly line: number
  readonly order?: string
  /** In whole rupiah, from 1. */
  readonly amount?: number
  /** The key that the file gives this line; left out where it has none. */
  readonly key?: string
  readonly extra: RefundExtra
  readonly problems: ReadonlyArray<RefundProblem>
}
