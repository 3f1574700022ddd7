import * as Schema from "effect/Schema"

/** How a payment is known at Finpay. */
export const PaymentKind = Schema.Literals(["pg", "qris"]).annotate({
  identifier: "PaymentKind",
  description: "pg: an order, by its order id. qris: a QRIS payment over SNAP, by Finpay's number of it."
})

/** How a payment is known at Finpay. */
export type PaymentKind = typeof PaymentKind.Type
