import * as Schema from "effect/Schema"

/**
 * The merchant's own number of an order (`order.id`): 1 to 30 letters, digits, dashes or underscores.
 *
 * It is the only key Finpay knows an order by, so it is never re-used. Source: Finpay docs, order object ("Alpha Dash").
 *
 * @example
 * ```ts
 * import { OrderId } from "@openfinpay/finpay-core"
 *
 * OrderId.make("INV-2026-0001") // => "INV-2026-0001"
 * ```
 */
export const OrderId = Schema.String.check(
  Schema.isPattern(/^[A-Za-z0-9_-]{1,30}$/u, {
    message: "an order id is 1 to 30 letters, digits, dashes or underscores"
  })
).pipe(Schema.brand("OrderId"))

/** The merchant's own number of an order. */
export type OrderId = typeof OrderId.Type
