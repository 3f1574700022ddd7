import { explain, isDifference } from "@openfinpay/finpay-reconcile"
import type { KnownEntry, ReportLine, Result, Told } from "@openfinpay/finpay-reconcile"

const iso = (millis: number | undefined): string | undefined =>
  millis === undefined ? undefined : new Date(millis).toISOString()

/** All that a result can have; which of it there is, its verdict says. */
interface Sides {
  readonly line?: Partial<ReportLine>
  readonly known?: KnownEntry
  readonly told?: Told
  readonly repeats?: number
  readonly perhapsUnreadable?: true
  readonly problems?: unknown
}

const reportJson = ({ amount, at, date, id, line, outcome, status }: Partial<ReportLine>) => ({
  line,
  amount,
  outcome,
  status,
  date,
  at: iso(at),
  id
})

const recordsJson = ({ amount, at, mutationId, outcome, state }: KnownEntry) => ({
  amount,
  outcome,
  state,
  at: iso(at),
  mutationId
})

/** What a script is told of a result: what the report says, what our records say, and what Finpay says. */
export const resultJson = (result: Result) => {
  const { known, line, perhapsUnreadable, problems, repeats, told }: Sides = result
  return {
    verdict: result.verdict,
    differs: isDifference(result.verdict),
    reference: line?.reference ?? known?.reference,
    kind: line?.kind ?? known?.kind,
    report: line === undefined ? undefined : reportJson(line),
    records: known === undefined ? undefined : recordsJson(known),
    finpay: told === undefined ? undefined : { ...told, at: iso(told.at) },
    repeats,
    perhapsUnreadable,
    problems,
    note: explain(result) || undefined
  }
}
