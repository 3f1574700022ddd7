import type { Operation } from "../../operation/Operation.ts"
import { Envelope } from "../../response/Envelope.ts"
import { OrderAmount } from "./order-amount.ts"

/**
 * Refund: gives back all or part of a paid order. Moves money.
 *
 * `order.amount` is the amount to give back, in rupiah. Finpay answers without a refund number and has no idempotency
 * key, so a refund whose answer was lost must never be sent again: ask for the status instead.
 * Sources: Finpay OpenAPI "After Payment"; partial refunds are implied by the status PARTIALLY_REFUNDED.
 *
 * @example
 * ```ts
 * import { prepare, refund } from "@openfinpay/finpay-core"
 * import { Effect } from "effect"
 *
 * Effect.runSync(prepare(refund, { order: { id: "INV-1", amount: 22000 } })).body
 * // => '{"order":{"id":"INV-1","amount":"22000"}}'
 * ```
 */
export const refund = {
  name: "refund",
  operationId: "refundPaymentTransaction",
  summary: "Give back all or part of a payment",
  kind: "mutation",
  family: "pg",
  method: "POST",
  path: "/pg/payment/card/refund",
  request: OrderAmount,
  response: Envelope,
  referenceOf: ({ order }) => order.id,
  source: { document: "Finpay OpenAPI: After Payment, Refund Payment", certainty: "documented" }
} as const satisfies Operation
