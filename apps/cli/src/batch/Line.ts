import type { ReadRefund, RefundProblem } from "@openfinpay/finpay-reconcile"
import { tellRefundProblem } from "@openfinpay/finpay-reconcile"
import { spoken } from "../language.ts"

/** What is wrong with a line, in words that follow the column's name; without a column, with the whole of it. */
export interface LineProblem {
  readonly column?: string
  readonly problem: string
}

/** One line of the input as far as it could be read; its problems say what is missing. */
export interface ReadLine extends Omit<ReadRefund, "problems"> {
  readonly problems: ReadonlyArray<LineProblem>
}

/** One refund of a batch. */
export interface BatchLine {
  readonly line: number
  readonly order: string
  /** In whole rupiah. */
  readonly amount: number
  /** The key that the input gives this line. */
  readonly key?: string
}

/** What is wrong with a file or a line, in the words of this process. */
export const tell = (problem: RefundProblem): string => tellRefundProblem(problem, spoken)

/** What is wrong with a line, in the words of this process. */
export const lineProblem = (problem: RefundProblem): LineProblem => ({
  ...(problem.column === undefined ? {} : { column: problem.column }),
  problem: tell(problem)
})
