/** What is wrong with a line, in words that follow the column's name; without a column, with the whole of it. */
export interface LineProblem {
  readonly column?: string
  readonly problem: string
}

/** What stands in the input beside order, amount and key: kept as it is, by the names of its columns. */
export type Extra = Readonly<Record<string, string>>

/** One line of the input as far as it could be read; its problems say what is missing. */
export interface ReadLine {
  /** The line of the file, or the row of a sheet; counted from 1. */
  readonly line: number
  readonly order?: string
  /** In whole rupiah. */
  readonly amount?: number
  readonly key?: string
  readonly extra: Extra
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
