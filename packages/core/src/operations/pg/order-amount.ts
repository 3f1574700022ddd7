import * as Schema from "effect/Schema"
import { RequestedRupiahFromPg } from "../../money/Rupiah.ts"
import { OrderId } from "../../order/OrderId.ts"

/**
 * The body of a refund and of a void: `{ "order": { "id": "INV-1", "amount": "22000" } }`.
 *
 * Finpay's OpenAPI marks neither member as required; both are, for us: money is never moved without naming how much.
 */
export const OrderAmount = Schema.Struct({
  order: Schema.Struct({ id: OrderId, amount: RequestedRupiahFromPg })
})
