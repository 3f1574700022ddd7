import type { OrderStatus } from "./status.ts"

/** What is said of a status: `statusDesc` for the merchant, `userDesc` for the payer. The words are assumed. */
export const descriptions: Readonly<Record<OrderStatus, { readonly statusDesc: string; readonly userDesc: string }>> = {
  REQUEST_INITIATED: {
    statusDesc: "REQUEST_INITIATED",
    userDesc: "The operation is currently in progress or pending processing"
  },
  INITIATED: { statusDesc: "INITIATED", userDesc: "Payer authentication has been started" },
  AUTHENTICATION_INITIATED: {
    statusDesc: "AUTHENTICATION_INITIATED",
    userDesc: "The payer is being authenticated"
  },
  AUTHENTICATED: { statusDesc: "AUTHENTICATED", userDesc: "The payer was authenticated" },
  AUTHORIZED: { statusDesc: "AUTHORIZED", userDesc: "The amount was reserved on the card" },
  PENDING: { statusDesc: "PENDING", userDesc: "The operation is currently in progress or pending processing" },
  PARTIALLY_CAPTURED: { statusDesc: "PARTIALLY_CAPTURED", userDesc: "Part of the amount was taken" },
  CAPTURED: { statusDesc: "CAPTURED", userDesc: "The payment was successful" },
  PAID: { statusDesc: "PAID", userDesc: "The payment was successful" },
  PARTIALLY_REFUNDED: { statusDesc: "PARTIALLY_REFUNDED", userDesc: "Part of the payment was given back" },
  REFUNDED: { statusDesc: "REFUNDED", userDesc: "The payment was given back" },
  CANCELLED: { statusDesc: "CANCELLED", userDesc: "The payment was cancelled" },
  FAILURE: { statusDesc: "FAILURE", userDesc: "The payment was declined" },
  EXPIRED: { statusDesc: "EXPIRED", userDesc: "The time to pay has run out" }
}
