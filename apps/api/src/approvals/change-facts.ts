import type { Change } from "@openfinpay/finpay-journal"

/** What a change is about: the order, or Finpay's number of a QRIS payment. */
export const referenceOf = (change: Change): string => {
  switch (change.operation) {
    case "refund":
    case "void":
      return change.request.order.id
    case "cancel":
      return change.request.orderId
    case "qrisRefund":
      return change.request.originalReferenceNo
  }
}

/** How much a change takes back, in rupiah; `undefined` for a cancel. */
export const amountOf = (change: Change): number | undefined => {
  switch (change.operation) {
    case "refund":
    case "void":
      return change.request.order.amount
    case "cancel":
      return undefined
    case "qrisRefund":
      return change.request.refundAmount
  }
}
