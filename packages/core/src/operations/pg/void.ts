import * as Schema from "effect/Schema"
import type { Operation } from "../../operation/Operation.ts"
import { OrderId } from "../../order/OrderId.ts"
import { Envelope } from "../../response/Envelope.ts"
import { OrderAmount } from "./order-amount.ts"

/**
 * Void: takes back a payment before settlement, so that nothing shows on the payer's statement. Moves money.
 *
 * Source: Finpay OpenAPI "After Payment" prints this POST. In the sandbox only the GET of {@link voidByGet} was seen
 * answering.
 *
 * @example
 * ```ts
 * import { prepare, voidPayment } from "@openfinpay/finpay-core"
 * import { Effect } from "effect"
 *
 * Effect.runSync(prepare(voidPayment, { order: { id: "INV-1", amount: 22000 } })).body
 * // => '{"order":{"id":"INV-1","amount":"22000"}}'
 * ```
 */
export const voidPayment = {
  name: "void",
  operationId: "voidPayment",
  summary: "Take back a payment before it is settled",
  kind: "mutation",
  family: "pg",
  method: "POST",
  path: "/pg/payment/card/void",
  request: OrderAmount,
  response: Envelope,
  referenceOf: ({ order }) => order.id,
  source: { document: "Finpay OpenAPI: After Payment, Void Payment", certainty: "documented" }
} as const satisfies Operation

/**
 * The other form of {@link voidPayment}: a GET that names only the order. It changes the order although it is a GET.
 *
 * Source: Finpay docs, page after-payment/void; seen live on an unpaid order (4030015).
 *
 * @example
 * ```ts
 * import { prepare, voidByGet } from "@openfinpay/finpay-core"
 * import { Effect } from "effect"
 *
 * Effect.runSync(prepare(voidByGet, { orderId: "INV-1" })).path // => "/pg/payment/card/void/INV-1"
 * ```
 */
export const voidByGet = {
  name: "void",
  summary: "Take back a payment before it is settled (GET form)",
  kind: "mutation",
  family: "pg",
  method: "GET",
  path: "/pg/payment/card/void/{orderId}",
  request: Schema.Struct({ orderId: OrderId }),
  response: Envelope,
  referenceOf: ({ orderId }) => orderId,
  source: { document: "Finpay docs: after-payment/void", certainty: "seen live" }
} as const satisfies Operation
