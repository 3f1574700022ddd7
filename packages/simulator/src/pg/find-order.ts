import * as Result from "effect/Result"
import type { Refusal } from "../answer/Refusal.ts"
import type { Order } from "../orders/Order.ts"
import { orderKey } from "../orders/Order.ts"
import type { PgCall } from "./PgCall.ts"
import { pgRefusals } from "./refusals.ts"

/** The merchant's order of this id. An order of another merchant does not exist for this one, nor does a SNAP QRIS. */
export const findOrder = (call: PgCall, id: string | undefined): Result.Result<Order, Refusal> => {
  const order = id === undefined ? undefined : call.world.orders.get(orderKey(call.merchant.id, id))
  return order?.pg === undefined ? Result.fail(pgRefusals.notFound) : Result.succeed(order)
}
