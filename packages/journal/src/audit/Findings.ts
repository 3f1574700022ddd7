import { problem, problemText } from "./problems.ts"
import type { Problem } from "./problems.ts"
import type { Finding } from "./verify.ts"

/** A journal in which everything is wrong must still be told in bounded memory. */
const mostFindings = 1000

/** What has been found so far. */
export interface Findings {
  /** A row that is wrong in itself. These are told first. */
  readonly addWrong: (row: string, problem: Problem) => void
  /** A row that is not there, or does not fit others. */
  readonly add: (row: string, problem: Problem) => void
  readonly all: () => ReadonlyArray<Finding>
}

const findingOf = (row: string, { name, values }: Problem): Finding => ({
  row,
  problem: problemText({ name, values }),
  name,
  values
})

/** Nothing found yet. Only the first findings are kept; what comes after them is counted. */
export const makeFindings = (): Findings => {
  const wrong: Array<Finding> = []
  const others: Array<Finding> = []
  let more = 0
  const addTo = (list: Array<Finding>) => (row: string, found: Problem) => {
    if (wrong.length + others.length < mostFindings) list.push(findingOf(row, found))
    else more++
  }
  return {
    addWrong: addTo(wrong),
    add: addTo(others),
    all: () => [
      ...wrong,
      ...others,
      ...(more === 0 ? [] : [findingOf("others", problem("more", more))])
    ]
  }
}
