import { isPaid, isQrisPaid, qrisStatuses } from "@openfinpay/finpay-core"
import type { Kind, Outcome } from "./report/ReportLine.ts"

/** What Finpay says of a payment when it is asked, and when that was, in milliseconds since 1970. */
export type Told =
  | {
    readonly answer: "status"
    /** A payment status or a QRIS status, as Finpay gave it. */
    readonly status: string
    /** What was paid in all, in whole rupiah, where the answer says so. */
    readonly paidAmount?: number
    /** When it was asked, in milliseconds since 1970. */
    readonly at: number
  }
  | { readonly answer: "not_found"; readonly at: number }
  | {
    /** It could not be asked, or the answer was not understood. */
    readonly answer: "failed"
    readonly problem: string
    readonly at: number
  }

const isQris = (status: string): boolean => Object.hasOwn(qrisStatuses, status.trim())

const outcomeOf = (moved: boolean | undefined): Outcome | undefined =>
  moved === undefined ? undefined : moved ? "done" : "not_done"

const refundOutcome = (status: string): Outcome | undefined => {
  // After a part was given back QRIS may well go on saying "00": nobody says otherwise.
  if (isQris(status)) return status.trim() === "04" ? "done" : isQrisPaid(status) === false ? "not_done" : undefined
  if (status === "REFUNDED" || status === "PARTIALLY_REFUNDED") return "done"
  // A void gives money back and leaves the payment cancelled; so does withdrawing one that was never paid.
  return status === "CANCELLED" ? undefined : isPaid(status) === undefined ? undefined : "not_done"
}

/**
 * What a status says about a payment, or about a refund of it; `undefined` where it does not say.
 *
 * Sources: Finpay docs, status list; SNAP BI QRIS, `latestTransactionStatus`. A status nobody knows says nothing.
 */
export const statusSays = (kind: Kind, status: string): Outcome | undefined => {
  if (kind === "refund") return refundOutcome(status)
  return outcomeOf(isQris(status) ? isQrisPaid(status) : isPaid(status))
}
