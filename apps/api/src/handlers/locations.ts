import type { Mutation } from "@openfinpay/finpay-journal"

/** Where to read an order and its payment. */
export const paymentLocation = (orderId: string): string => `/v1/payments/${encodeURIComponent(orderId)}`

/** Where to read a QRIS payment, by Finpay's number of it. */
export const qrisLocation = (referenceNo: string): string => `/v1/qris/payments/${encodeURIComponent(referenceNo)}`

/** Where to read a mutation. */
export const mutationLocation = (id: string): string => `/v1/mutations/${encodeURIComponent(id)}`

/** Where to read a change that needs a second person. */
export const approvalLocation = (id: string): string => `/v1/approvals/${encodeURIComponent(id)}`

/** Where to read the payment a mutation is about. */
export const locationOfPayment = ({ operation, reference }: Pick<Mutation, "operation" | "reference">): string =>
  operation === "qrisRefund" ? qrisLocation(reference) : paymentLocation(reference)
