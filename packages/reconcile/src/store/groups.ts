import type { DatabaseSync } from "node:sqlite"
import type { KnownEntry } from "../Known.ts"
import type { Kind, ReportLine } from "../report/ReportLine.ts"
import { toKnown, toLine } from "./rows.ts"

/** All lines and entries of one reference and kind. */
export interface Group {
  readonly reference: string
  readonly kind: Kind
  readonly lines: ReadonlyArray<ReportLine>
  readonly known: ReadonlyArray<{ readonly seq: number; readonly entry: KnownEntry }>
}

/** More lines and entries than any payment has. Beyond, the wrong column is taken for the reference. */
export const mostOfOneReference = 10_000

/** There are too many lines and entries of one reference to compare. */
export class TooManyOfOne extends Error {
  readonly reference: string
  constructor(reference: string) {
    super(`more than ${mostOfOneReference} lines and entries of one reference`)
    this.reference = reference
  }
}

const selectGroups = `
  SELECT key, reference, kind, 0 AS side, line AS number, amount, outcome, status AS word, date, at, id, 0 AS optional
    FROM line WHERE key IS NOT NULL
  UNION ALL
  SELECT key, reference, kind, 1, seq, amount, outcome, state, NULL, at, mutation_id, optional FROM known
  ORDER BY key
`

interface GroupRow {
  readonly key: number
  readonly reference: string
  readonly kind: Kind
  readonly side: 0 | 1
  readonly number: number
  readonly amount: number
  readonly outcome: ReportLine["outcome"]
  readonly word: string | null
  readonly date: string | null
  readonly at: number | null
  readonly id: string | null
  readonly optional: number
}

const lineOf = ({ number, word, ...row }: GroupRow): ReportLine => toLine({ ...row, line: number, status: word })

const entryOf = ({ at, id, number, word, ...row }: GroupRow): Group["known"][number] => ({
  seq: number,
  entry: toKnown({ ...row, state: word ?? "", at: at ?? 0, mutation_id: id })
})

const toGroup = (rows: ReadonlyArray<GroupRow>, { kind, reference }: GroupRow): Group => ({
  reference,
  kind,
  lines: rows.filter(({ side }) => side === 0).map(lineOf).toSorted((one, two) => one.line - two.line),
  known: rows.filter(({ side }) => side === 1).map(entryOf)
})

/** The rows of one key: nearly always one reference and kind. */
const toGroups = (rows: ReadonlyArray<GroupRow>): ReadonlyArray<Group> =>
  [...Map.groupBy(rows, ({ kind, reference }) => `${kind} ${reference}`).values()].flatMap((same) => {
    const [first] = same
    return first === undefined ? [] : [toGroup(same, first)]
  })

/** Walks both tables side by side in the order of their indexes; the rows of only one key are in memory at a time. */
export function* groupsOf(database: DatabaseSync): Generator<Group, void> {
  let rows: Array<GroupRow> = []
  for (const each of database.prepare(selectGroups).iterate()) {
    const row = each as unknown as GroupRow
    if (rows[0] !== undefined && rows[0].key !== row.key) {
      yield* toGroups(rows)
      rows = []
    }
    if (rows.length >= mostOfOneReference) throw new TooManyOfOne(row.reference)
    rows.push(row)
  }
  yield* toGroups(rows)
}
