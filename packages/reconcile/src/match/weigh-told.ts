import type { ReportLine } from "../report/ReportLine.ts"
import { statusSays } from "../Told.ts"
import type { Told } from "../Told.ts"
import type { LineDecision } from "./match-group.ts"

type LineVerdict = LineDecision["verdict"]

/** Finpay alone against the report, where nobody here keeps such movements. */
const alone = (line: ReportLine, told: Extract<Told, { readonly answer: "status" }>): LineVerdict => {
  const says = statusSays(line.kind, told.status)
  if (says === undefined) return "not_compared"
  if (says !== line.outcome) return "status_differs"
  // What was given back Finpay does not say; what was paid it does.
  return line.kind === "payment" && told.paidAmount !== undefined && told.paidAmount !== line.amount
    ? "amount_differs"
    : "matched"
}

/**
 * The verdict on a line once Finpay was asked about it.
 *
 * Where our records do not decide, Finpay does. Where they do, Finpay can only add a difference: it cannot make one go
 * away, because a line our records lack, or have otherwise, stays something to look into. No answer changes nothing.
 */
export const weighTold = (line: ReportLine, verdict: LineVerdict, told: Told): LineVerdict => {
  if (told.answer === "failed") return verdict
  if (verdict === "not_compared") return told.answer === "not_found" ? "missing_here" : alone(line, told)
  if (verdict !== "matched") return verdict
  const says = told.answer === "not_found" ? "not_done" : statusSays(line.kind, told.status)
  return says === undefined || says === line.outcome || line.outcome === "unknown" ? "matched" : "status_differs"
}
