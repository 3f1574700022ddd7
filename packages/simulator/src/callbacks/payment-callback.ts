import type { Order } from "../orders/Order.ts"
import { cardMember, paidAmount, paymentTrace, sourceOfFundsMember, statusTexts } from "../pg/payment.ts"

/**
 * The members of a payment callback, in the order in which they are sent; the signature comes behind them.
 *
 * Sources: Finpay docs, notification callback; the order of members and `transaction` from a public integration.
 */
export const paymentCallback = (order: Order): Readonly<Record<string, unknown>> => {
  const { statusDesc, userDesc } = statusTexts(order)
  const email = order.pg?.customer["email"]
  return {
    merchant: { id: order.merchantId },
    customer: { id: order.pg?.customer["id"] ?? email ?? "" },
    order: { id: order.id, reference: order.reference, amount: order.amount, currency: "IDR" },
    transaction: { acquirerId: null },
    ...sourceOfFundsMember(order),
    ...cardMember(order),
    meta: { data: order.pg?.metaData ?? null },
    result: {
      payment: { status: order.status, statusDesc, userDesc, ...paymentTrace(order), amount: paidAmount(order) }
    }
  }
}
