import { isDifference, words } from "@openfinpay/finpay-reconcile"
import type { Period, Reconciliation, Total, Verdict } from "@openfinpay/finpay-reconcile"
import { language } from "../language.ts"
import { type Status, status } from "../output/terminal-status.ts"
import { wibOf } from "../output/text.ts"

/** What a comparison came to, and what was asked of it. */
export interface Outcome {
  readonly file: string
  readonly period: Period | undefined
  readonly asked: "none" | "differences" | "all"
  readonly reconciliation: Reconciliation
  /** Payments Finpay was to be asked about and did not answer for. */
  readonly unanswered: number
  /** The file that every result was written to. */
  readonly out: string | undefined
  readonly savedMapping: string | undefined
}

/** The words of an export, so that the screen has the same. */
export const our = words[language]

/** How many results have a verdict that is looked for. */
export const countOf = (
  { reconciliation: { totals } }: Outcome,
  isLookedFor: (verdict: Verdict) => boolean
): number => totals.reduce((sum: number, { count, verdict }: Total) => sum + (isLookedFor(verdict) ? count : 0), 0)

/** How many differences there are. */
export const differencesIn = (outcome: Outcome): number => countOf(outcome, isDifference)

/** A verdict in the colour that goes with it. */
export const verdictText = (verdict: Verdict): Status =>
  status(our.verdicts[verdict], "", verdict === "matched" ? "good" : isDifference(verdict) ? "bad" : "open")

/** The day of a time, in Western Indonesian time. */
export const dayOf = (millis: number): string => wibOf(millis).slice(0, 10)
