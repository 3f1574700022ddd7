/** What a cell holds: text, or a number where a sheet holds one. A sheet's dates are text such as `2026-11-21 10:00:00`. */
export type Cell = string | number

/** One row of a table. */
export interface Row {
  /** The line of a text file on which the row begins, or the row's number in a sheet; counted from 1. */
  readonly line: number
  /** From the first column on. */
  readonly cells: ReadonlyArray<Cell>
}

/** Whether there is nothing in a cell but blanks. */
export const isBlank = (cell: Cell | undefined): boolean =>
  cell === undefined || (typeof cell === "string" && cell.trim() === "")

/** Spreadsheets keep fifteen digits of a number; behind them stand zeros that nobody wrote. */
const soundNumber = 999_999_999_999_999

/** Whether a spreadsheet has lost a part of what stood in a cell: as a name it would be another one. */
export const isShortened = (cell: Cell): boolean =>
  typeof cell === "number"
    ? !Number.isInteger(cell) || Math.abs(cell) > soundNumber
    : /^\d(?:[.,]\d+)?e\+\d+$/iu.test(cell.trim())

/** A cell as a person reads it, without blanks at its ends. */
export const textOf = (cell: Cell | undefined): string => cell === undefined ? "" : String(cell).trim()
