import type { Order } from "../orders/Order.ts"
import type { OrderStatus } from "../orders/status.ts"

const words: Readonly<Record<OrderStatus, readonly [text: string, look: "good" | "bad" | "open" | "over"]>> = {
  REQUEST_INITIATED: ["Waiting for payment", "open"],
  INITIATED: ["Payer check started", "open"],
  AUTHENTICATION_INITIATED: ["Payer check under way", "open"],
  AUTHENTICATED: ["Payer checked", "open"],
  AUTHORIZED: ["Held on the card", "open"],
  PENDING: ["In progress", "open"],
  PARTIALLY_CAPTURED: ["Taken in part", "good"],
  CAPTURED: ["Paid", "good"],
  PAID: ["Paid", "good"],
  PARTIALLY_REFUNDED: ["Refunded in part", "over"],
  REFUNDED: ["Refunded", "over"],
  CANCELLED: ["Cancelled", "over"],
  FAILURE: ["Declined", "bad"],
  EXPIRED: ["Expired", "bad"]
}

/** The status in a payer's words, as a badge. */
export const statusBadge = ({ status }: Order): string => {
  const [text, look] = words[status]
  return `<span class="status ${look}" title="${status}">${text}</span>`
}
