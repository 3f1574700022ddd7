import * as Schema from "effect/Schema"
import { orderStatuses, refundableStatuses } from "./status.ts"

const text = Schema.optionalKey(Schema.String)
const Rupiah = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))
const EpochMillis = Schema.Int

/** Money given back, or on its way back. */
export const Refund = Schema.Struct({
  /** The simulator's own number of the refund. */
  refundNo: Schema.String,
  amount: Rupiah,
  /** `running` counts against what is left, but the payer has not got it yet. */
  state: Schema.Literals(["running", "done", "failed"]),
  at: EpochMillis,
  /** When a running refund ends, and how. */
  ends: Schema.optionalKey(Schema.Struct({ at: EpochMillis, as: Schema.Literals(["done", "failed"]) })),
  /** SNAP only: the merchant's number, which makes a repeat harmless. */
  partnerRefundNo: text,
  reason: text
})

/** Money given back, or on its way back. */
export type Refund = typeof Refund.Type

/** What the merchant sent at initiate and gets shown again. */
const PaymentGatewayDetails = Schema.Struct({
  customer: Schema.Record(Schema.String, Schema.Unknown),
  description: text,
  item: Schema.optionalKey(Schema.Array(Schema.Record(Schema.String, Schema.Unknown))),
  metaData: Schema.optionalKey(Schema.Unknown),
  paymentCode: text,
  callbackUrl: text,
  successUrl: text,
  failUrl: text,
  backUrl: text
})

/** What the merchant sent at qr-mpm-generate. */
const QrisDetails = Schema.Struct({
  clientId: Schema.String,
  merchantId: Schema.String,
  subMerchantId: text,
  partnerReferenceNo: text,
  /** The X-EXTERNAL-ID of the call that made it. */
  externalId: Schema.String,
  feeAmount: Rupiah,
  terminalId: text,
  note: text,
  validityPeriod: text,
  callbackUrl: text
})

/** A payment: made by initiate, or a QRIS made by qr-mpm-generate. */
export const Order = Schema.Struct({
  /** Unique in the simulator: the merchant and the merchant's own number. */
  key: Schema.String,
  /** The payment-gateway merchant it belongs to. */
  merchantId: Schema.String,
  /** The merchant's own number: `order.id`, or `partnerReferenceNo`. */
  id: Schema.String,
  /** Finpay's number. An order of initiate has one once it is paid; a QRIS has one from the start. */
  reference: Schema.String,
  amount: Rupiah,
  /** `sourceOfFunds.type`; empty on a hosted order until the payer has chosen. */
  channel: Schema.String,
  status: Schema.Literals(orderStatuses),
  history: Schema.Array(Schema.Struct({ status: Schema.Literals(orderStatuses), at: EpochMillis })),
  createdAt: EpochMillis,
  expiresAt: EpochMillis,
  captured: Rupiah,
  paidAt: Schema.optionalKey(EpochMillis),
  cancelledAt: Schema.optionalKey(EpochMillis),
  settledAt: Schema.optionalKey(EpochMillis),
  refunds: Schema.Array(Refund),
  /** Numbers of the payment that banks know it by; drawn once, shown when paid. */
  rrn: Schema.String,
  qrContent: text,
  pg: Schema.optionalKey(PaymentGatewayDetails),
  qris: Schema.optionalKey(QrisDetails)
})

/** A payment: made by initiate, or a QRIS made by qr-mpm-generate. */
export type Order = typeof Order.Type

/** The key of an order. A slash cannot stand in an order id, so that no two orders share one. */
export const orderKey = (merchantId: string, id: string): string => `${merchantId}/${id}`

/** What was given back or is on its way back. */
export const refunded = (order: Order): number =>
  order.refunds.reduce((sum, refund) => refund.state === "failed" ? sum : sum + refund.amount, 0)

/** What can still be given back: nothing of an order that was voided, whatever was captured before. */
export const refundable = (order: Order): number =>
  refundableStatuses.includes(order.status) ? order.captured - refunded(order) : 0
