import { isPaid, isQrisPaid } from "@openfinpay/finpay-core"
import type { PaymentKind } from "../contract/payment-kind.ts"

/**
 * How far a status is on the way of a payment's money: 0 it has not come, 1 it has (or part of a hold), 2 part of it went
 * back, 3 all of it went back or the order was withdrawn. `undefined` for a word whose meaning is not known.
 *
 * Money goes one way: a payment that was seen at a stage is not at an earlier one later, whatever says so.
 */
export const stageOf = (kind: PaymentKind, status: string): number | undefined =>
  kind === "pg" ? pgStage(status) : qrisStage(status)

/** The stage of a payment of which no status is known yet. */
export const unseenStage = -1

const [notCome, come, partGone, gone] = [0, 1, 2, 3]

const pgStage = (status: string): number | undefined => {
  switch (status) {
    case "REFUNDED":
    case "CANCELLED":
      return gone
    case "PARTIALLY_REFUNDED":
      return partGone
    case "PARTIALLY_CAPTURED":
      return come
    default:
      return paidStage(isPaid(status))
  }
}

const qrisStage = (status: string): number | undefined =>
  status === "04" || status === "05" ? gone : paidStage(isQrisPaid(status))

const paidStage = (paid: boolean | undefined): number | undefined =>
  paid === undefined ? undefined : paid ? come : notCome
