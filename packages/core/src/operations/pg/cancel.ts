import * as Schema from "effect/Schema"
import type { Operation } from "../../operation/Operation.ts"
import { OrderId } from "../../order/OrderId.ts"
import { Envelope } from "../../response/Envelope.ts"

/**
 * Cancel: withdraws an order nobody has paid, so that it can no longer be paid. It is a GET that changes the order.
 *
 * The documents also print a body `{ order: { id, amount } }`; a GET carries none and Finpay was seen not to need it.
 * QRIS and wallet orders refuse it (4040100) and expire by themselves. Sources: Finpay docs, Cancel Order; seen live.
 *
 * @example
 * ```ts
 * import { cancel, prepare } from "@openfinpay/finpay-core"
 * import { Effect } from "effect"
 *
 * Effect.runSync(prepare(cancel, { orderId: "INV-1" })).path // => "/pg/payment/card/cancel/INV-1"
 * ```
 */
export const cancel = {
  name: "cancel",
  operationId: "cancelOrder",
  summary: "Withdraw an unpaid order",
  kind: "mutation",
  family: "pg",
  method: "GET",
  path: "/pg/payment/card/cancel/{orderId}",
  request: Schema.Struct({ orderId: OrderId }),
  response: Envelope,
  referenceOf: ({ orderId }) => orderId,
  source: { document: "Finpay OpenAPI: After Payment, Cancel Order", certainty: "documented" }
} as const satisfies Operation
