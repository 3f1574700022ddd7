import * as Schema from "effect/Schema"
import { RupiahFromPg, RupiahFromPgNumber } from "../../money/Rupiah.ts"
import type { Operation } from "../../operation/Operation.ts"
import { OrderId } from "../../order/OrderId.ts"
import { PaymentStatus } from "../../order/PaymentStatus.ts"
import { SourceOfFunds } from "../../order/SourceOfFunds.ts"
import { envelopeFields } from "../../response/Envelope.ts"
import { isOther } from "../../response/is-other.ts"
import { detail, textDetail as text, TextOrNumber } from "../../schema/detail.ts"
import { emptyArrayAsObject } from "../../schema/php-object.ts"
import { tolerantKeys } from "../../schema/tolerant-keys.ts"
import { FinpayTime } from "../../time/FinpayTime.ts"

/** Who pays, as an answer shows it. */
export const AnsweredCustomer = Schema.Struct({
  id: text,
  email: text,
  firstName: text,
  lastName: text,
  mobilePhone: text
})

/** One line of an order, as an answer shows it. */
export const AnsweredItem = Schema.Struct({
  name: text,
  quantity: text,
  category: text,
  description: text,
  unitPrice: text
})

/** The order, as an answer shows it. `amount` is what was ordered, whether or not it was paid. */
export const AnsweredOrder = tolerantKeys(
  Schema.Struct({
    id: Schema.optionalKey(TextOrNumber),
    /** Finpay's own number of the order; empty or `null` while unpaid. */
    reference: text,
    amount: Schema.optionalKey(RupiahFromPg),
    currency: text,
    description: text,
    item: detail(Schema.Array(AnsweredItem))
  }),
  { item: ["items"] }
)

/** The card, masked by Finpay. */
export const AnsweredCard = Schema.Struct({
  mask: text,
  info: detail(emptyArrayAsObject(Schema.Struct({
    brand: text,
    issuing: text,
    type: text,
    subType: text,
    country: text
  })))
})

/** The result of the payment. */
export const PaymentResult = Schema.Struct({
  /** What was paid, in rupiah; `0` until then. Compare `order.amount` before a payment, not this. */
  amount: Schema.optionalKey(RupiahFromPgNumber),
  status: Schema.optionalKey(PaymentStatus),
  statusDesc: text,
  /** A text for the payer. */
  userDesc: text,
  datetime: detail(Schema.NullOr(FinpayTime)),
  reference: text,
  /** The bank code of the channel, such as `014`. */
  channel: text
})

/** How it was paid. */
export const AnsweredSourceOfFunds = Schema.Struct({
  type: detail(Schema.NullOr(SourceOfFunds)),
  channel: text,
  paymentCode: text
})

/**
 * Everything Finpay says about an order. `order` and `result` must be readable where they are there; the other members
 * only inform.
 */
export const CheckedPayment = Schema.Struct({
  merchant: detail(Schema.Struct({ id: text })),
  customer: detail(emptyArrayAsObject(AnsweredCustomer)),
  order: Schema.optionalKey(AnsweredOrder),
  card: detail(emptyArrayAsObject(AnsweredCard)),
  meta: detail(emptyArrayAsObject(Schema.Struct({ data: Schema.optionalKey(Schema.NullOr(Schema.Unknown)) }))),
  result: Schema.optionalKey(Schema.Struct({ payment: Schema.optionalKey(PaymentResult) })),
  sourceOfFunds: detail(emptyArrayAsObject(AnsweredSourceOfFunds)),
  signature: text
})

/**
 * Check status: what Finpay knows of an order and its payment. Only reads.
 *
 * Sources: Finpay OpenAPI "After Payment" for the members; `merchant`, `userDesc`, `datetime`, `reference`, `channel`
 * and `sourceOfFunds` from Finpay's object pages and answers seen live. All members of `data` are optional there.
 *
 * @example
 * ```ts
 * import { checkStatus, prepare } from "@openfinpay/finpay-core"
 * import { Effect } from "effect"
 *
 * Effect.runSync(prepare(checkStatus, { orderId: "INV-1" })).path // => "/pg/payment/card/check/INV-1"
 * ```
 */
export const checkStatus = {
  name: "checkStatus",
  operationId: "checkPaymentStatus",
  summary: "Check the status of a payment",
  kind: "query",
  family: "pg",
  method: "GET",
  path: "/pg/payment/card/check/{orderId}",
  request: Schema.Struct({ orderId: OrderId }),
  response: Schema.Struct({ ...envelopeFields, data: Schema.optionalKey(CheckedPayment) }),
  referenceOf: ({ orderId }) => orderId,
  contradicts: ({ orderId }: { readonly orderId: string }, { data }: { readonly data?: typeof CheckedPayment.Type }) =>
    isOther(data?.order?.id, orderId) ? "is about another order (data.order.id)" : undefined,
  source: { document: "Finpay OpenAPI: After Payment, Check Payment Status", certainty: "documented" }
} as const satisfies Operation
