import type { Merchant } from "../merchants/Merchant.ts"
import type { Order } from "../orders/Order.ts"
import { additionalInfo } from "../snap/additional-info.ts"
import { snapAmount, snapStatus } from "../snap/status.ts"

/**
 * The members of a QRIS notification.
 *
 * Source: Finpay docs, SNAP QRIS payment notify: the query's additional information and four members more.
 */
export const qrisNotification = (order: Order, merchant: Merchant): Readonly<Record<string, unknown>> => {
  const partnerReferenceNo = order.qris?.partnerReferenceNo
  return {
    originalReferenceNo: order.reference,
    ...(partnerReferenceNo === undefined ? {} : { originalPartnerReferenceNo: partnerReferenceNo }),
    ...snapStatus(order.status),
    amount: snapAmount(order.amount),
    additionalInfo: {
      ...additionalInfo(order, merchant),
      invoice: order.id,
      FeeAmount: snapAmount(order.qris?.feeAmount ?? 0),
      qr_type: "12",
      tips_indikator: "00"
    }
  }
}
