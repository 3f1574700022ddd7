import type { KnownEntry } from "../Known.ts"
import type { CellProblem, Kind, Outcome, ReportLine } from "../report/ReportLine.ts"
import type { Result, Verdict } from "../Result.ts"
import type { Told } from "../Told.ts"

/** A line as the database gives it: what is not there is `null`. */
export interface LineRow {
  readonly line: number
  readonly reference: string
  readonly kind: Kind
  readonly amount: number
  readonly outcome: Outcome
  readonly status: string | null
  readonly date: string | null
  readonly at: number | null
  readonly id: string | null
}

/** An entry of our records as the database gives it. */
export interface KnownRow {
  readonly seq: number
  readonly reference: string
  readonly kind: Kind
  readonly amount: number
  readonly outcome: Outcome
  readonly state: string
  readonly at: number
  readonly mutation_id: string | null
  readonly optional: number
}

/** A line with what it came to; the columns of the entry it belongs to begin with `known_`. */
export type ResultRow =
  & LineRow
  & { readonly problems: string | null; readonly verdict: Verdict; readonly repeats: number | null }
  & { readonly [Name in keyof KnownRow as `known_${Name}`]: KnownRow[Name] | null }
  & { readonly told: string | null }

/** An entry the report should have, with Finpay's answer. */
export type MissingRow = KnownRow & { readonly told: string | null }

/** A line from its row. */
export const toLine = ({ amount, at, date, id, kind, line, outcome, reference, status }: LineRow): ReportLine => ({
  line,
  reference,
  kind,
  amount,
  outcome,
  ...(status === null ? {} : { status }),
  ...(date === null ? {} : { date }),
  ...(at === null ? {} : { at }),
  ...(id === null ? {} : { id })
})

/** An entry from its row. */
export const toKnown = (row: Omit<KnownRow, "seq">): KnownEntry => ({
  reference: row.reference,
  kind: row.kind,
  amount: row.amount,
  outcome: row.outcome,
  state: row.state,
  at: row.at,
  ...(row.mutation_id === null ? {} : { mutationId: row.mutation_id }),
  ...(row.optional === 1 ? { optional: true } : {})
})

/** What Finpay told, from its row. */
const toldOf = ({ told }: { readonly told: string | null }): { readonly told?: Told } =>
  told === null ? {} : { told: JSON.parse(told) as Told }

const knownOf = (row: ResultRow): { readonly known?: KnownEntry } =>
  row.known_seq === null
    ? {}
    : {
      known: toKnown({
        reference: row.known_reference ?? row.reference,
        kind: row.known_kind ?? row.kind,
        amount: row.known_amount ?? 0,
        outcome: row.known_outcome ?? "unknown",
        state: row.known_state ?? "",
        at: row.known_at ?? 0,
        mutation_id: row.known_mutation_id,
        optional: row.known_optional ?? 0
      })
    }

/** A result from the row of its line. */
export const toResult = (row: ResultRow): Result => {
  if (row.problems !== null) {
    const problems = JSON.parse(row.problems) as ReadonlyArray<CellProblem>
    return { verdict: "unreadable", line: { line: row.line }, problems }
  }
  const line = toLine(row)
  switch (row.verdict) {
    case "missing_here":
    case "not_compared":
      return { verdict: row.verdict, line, ...toldOf(row) }
    case "duplicate_line":
      return { verdict: row.verdict, line, repeats: row.repeats ?? row.line, ...toldOf(row) }
    case "matched":
    case "amount_differs":
    case "status_differs":
      return { verdict: row.verdict, line, ...knownOf(row), ...toldOf(row) }
    default:
      throw new Error(`line ${row.line} has come to nothing`)
  }
}

/** A result from the row of an entry the report should have. */
export const toMissing = (row: MissingRow): Result => ({
  verdict: "missing_there",
  known: toKnown(row),
  ...toldOf(row)
})
