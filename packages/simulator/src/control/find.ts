import * as Result from "effect/Result"
import type { Order } from "../orders/Order.ts"
import { orderKey } from "../orders/Order.ts"
import type { World } from "../state/World.ts"
import { SimulatorRefused } from "./SimulatorRefused.ts"

/** One merchant's order of this name: its id, or a reference of a QRIS payment. */
const orderOf = (world: World, merchantId: string, clientId: string | undefined, name: string): Order | undefined => {
  const keys = [
    orderKey(merchantId, name),
    world.qrisByPartnerReference.get(`${clientId}/${name}`),
    world.qrisByReference.get(`${clientId}/${name}`)
  ]
  return keys.map((key) => key === undefined ? undefined : world.orders.get(key)).find((order) => order !== undefined)
}

/**
 * The order a person means by a name: an order id, a partnerReferenceNo or a referenceNo. Where merchants have orders
 * of the same name, the merchant must be said too.
 */
export const findAnyOrder = (
  world: World,
  name: string,
  merchantId?: string
): Result.Result<Order, SimulatorRefused> => {
  const found = world.settings.merchants
    .filter(({ id }) => merchantId === undefined || id === merchantId)
    .flatMap(({ id, snap }) => orderOf(world, id, snap?.clientId, name) ?? [])
  const [order, another] = found
  if (order === undefined) {
    return Result.fail(
      new SimulatorRefused({ reason: "not-found", problem: `there is no order ${JSON.stringify(name)}` })
    )
  }
  if (another !== undefined) {
    const problem = `several merchants have an order ${JSON.stringify(name)}: say which`
    return Result.fail(new SimulatorRefused({ reason: "ambiguous", field: "merchantId", problem }))
  }
  return Result.succeed(order)
}
