/** What a text for people may take: the columns of the terminal and its colours, or neither in a pipe or a file. */

/** Where a text is shown. */
export interface Screen {
  /** How many characters fit on a line; without end in a pipe or a file, whose lines are never broken. */
  readonly columns: number
  readonly colors: boolean
}

/** A pipe or a file. */
export const pipe: Screen = { columns: Number.POSITIVE_INFINITY, colors: false }

/** A stream of Node; `columns` is there on a terminal. */
interface Output {
  readonly isTTY?: boolean
  readonly columns?: number
}

/** A terminal that does not know its size says 0. */
const usualColumns = 80

/**
 * How a stream shows text. Colours are for a terminal that can show them, and not where the user said `NO_COLOR`
 * (https://no-color.org: set, and not empty).
 */
export const screenOf = (
  { columns, isTTY }: Output,
  env: Readonly<Record<string, string | undefined>>
): Screen => {
  if (isTTY !== true) return pipe
  const plain = (env["NO_COLOR"] ?? "") !== "" || env["TERM"] === "dumb"
  return { columns: columns === undefined || columns < 1 ? usualColumns : columns, colors: !plain }
}

// Asked anew each time: a window can be resized.

/** Standard output as it is now. */
export const outputScreen = (): Screen => screenOf(process.stdout, process.env)

/** Standard error as it is now. */
export const errorScreen = (): Screen => screenOf(process.stderr, process.env)
