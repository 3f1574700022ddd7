import { Rupiah } from "@openfinpay/finpay-core"
import { explain } from "@openfinpay/finpay-reconcile"
import type { KnownEntry, ReportLine, Result, Told } from "@openfinpay/finpay-reconcile"
import type { Difference } from "../contract/reconciliations.ts"
import { present } from "./finpay-answer.ts"
import { timeOf } from "./times.ts"

type Line = Partial<ReportLine> & Pick<ReportLine, "line">

const lineOf = ({ amount, date, id, line, outcome, status }: Line): NonNullable<Difference["line"]> => ({
  line,
  ...present({ amount: amount === undefined ? undefined : Rupiah.make(amount), outcome, status, date, number: id })
})

const recordsOf = (
  { amount, at, mutationId, outcome, state }: KnownEntry
): NonNullable<Difference["records"]> => ({
  amount: Rupiah.make(amount),
  outcome,
  state,
  at: timeOf(at),
  ...present({ mutationId })
})

const finpayOf = (told: Told): NonNullable<Difference["finpay"]> => {
  const { answer, at } = told
  switch (answer) {
    case "not_found":
      return { answer, at: timeOf(at) }
    case "failed":
      return { answer, at: timeOf(at), problem: told.problem }
    case "status":
      return {
        answer,
        at: timeOf(at),
        status: told.status,
        ...present({ paidAmount: told.paidAmount === undefined ? undefined : Rupiah.make(told.paidAmount) })
      }
  }
}

interface Sides {
  readonly line?: Line
  readonly known?: KnownEntry
  readonly told?: Told
  readonly repeats?: number
}

/** A line or an entry as this API shows it. */
export const differenceOf = (result: Result): Difference => {
  const { known, line, repeats, told }: Sides = result
  return {
    verdict: result.verdict,
    note: explain(result),
    ...present({
      reference: line?.reference ?? known?.reference,
      kind: line?.kind ?? known?.kind,
      line: line && lineOf(line),
      records: known && recordsOf(known),
      finpay: told && finpayOf(told),
      repeats
    })
  }
}
