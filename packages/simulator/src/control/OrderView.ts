import type { Order } from "../orders/Order.ts"
import { refundable, refunded } from "../orders/Order.ts"
import type { OrderStatus } from "../orders/status.ts"
import { payUrl } from "../page/links.ts"
import type { World } from "../state/World.ts"
import { wibIso } from "../time/wib.ts"

/** An order as the simulator shows it. Amounts in rupiah, times ISO 8601 in WIB. */
export interface OrderView {
  readonly orderId: string
  readonly merchantId: string
  /** `pg`: made by initiate. `qris`: made by qr-mpm-generate. */
  readonly kind: "pg" | "qris"
  /** Finpay's number; empty on an unpaid order of initiate. */
  readonly reference: string
  readonly status: OrderStatus
  readonly channel: string
  readonly amount: number
  readonly captured: number
  /** Given back or on its way back. */
  readonly refunded: number
  readonly refundable: number
  readonly settled: boolean
  readonly createdAt: string
  readonly expiresAt: string
  readonly paidAt: string | null
  readonly history: ReadonlyArray<{ readonly status: OrderStatus; readonly at: string }>
  readonly refunds: ReadonlyArray<{
    readonly refundNo: string
    readonly amount: number
    readonly state: "running" | "done" | "failed"
    readonly at: string
    readonly partnerRefundNo: string | null
  }>
  readonly paymentCode: string | null
  readonly qrContent: string | null
  readonly payUrl: string
  readonly callbackUrl: string | null
}

/** Shows an order. */
export const viewOf = (world: World, order: Order): OrderView => ({
  orderId: order.id,
  merchantId: order.merchantId,
  kind: order.qris === undefined ? "pg" : "qris",
  reference: order.reference,
  status: order.status,
  channel: order.channel,
  amount: order.amount,
  captured: order.captured,
  refunded: refunded(order),
  refundable: refundable(order),
  settled: order.settledAt !== undefined,
  createdAt: wibIso(order.createdAt),
  expiresAt: wibIso(order.expiresAt),
  paidAt: order.paidAt === undefined ? null : wibIso(order.paidAt),
  history: order.history.map(({ at, status }) => ({ status, at: wibIso(at) })),
  refunds: order.refunds.map(({ amount, at, partnerRefundNo = null, refundNo, state }) => ({
    refundNo,
    amount,
    state,
    at: wibIso(at),
    partnerRefundNo
  })),
  paymentCode: order.pg?.paymentCode ?? null,
  qrContent: order.qrContent ?? null,
  payUrl: payUrl(world, order),
  callbackUrl: order.pg?.callbackUrl ?? order.qris?.callbackUrl ?? null
})
