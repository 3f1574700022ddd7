import type { OrderStatus } from "../orders/status.ts"

const codes: Readonly<Record<OrderStatus, readonly [code: string, description: string]>> = {
  REQUEST_INITIATED: ["03", "pending"],
  INITIATED: ["01", "initiated"],
  AUTHENTICATION_INITIATED: ["01", "initiated"],
  AUTHENTICATED: ["01", "initiated"],
  AUTHORIZED: ["02", "paying"],
  PENDING: ["02", "paying"],
  PARTIALLY_CAPTURED: ["00", "success"],
  CAPTURED: ["00", "success"],
  PAID: ["00", "success"],
  // A payment of which part was given back is still a paid one; the query cannot tell parts apart.
  PARTIALLY_REFUNDED: ["00", "success"],
  REFUNDED: ["04", "refunded"],
  CANCELLED: ["05", "cancelled"],
  EXPIRED: ["05", "cancelled"],
  FAILURE: ["06", "failed"]
}

/** `latestTransactionStatus` and `transactionStatusDesc` of a payment. */
export const snapStatus = (status: OrderStatus) => {
  const [latestTransactionStatus, transactionStatusDesc] = codes[status]
  return { latestTransactionStatus, transactionStatusDesc }
}

/** An amount as SNAP writes it. */
export const snapAmount = (rupiah: number) => ({ value: `${rupiah}.00`, currency: "IDR" })
