import type { Order } from "../orders/Order.ts"
import type { World } from "../state/World.ts"

/** The path of an order's pay page. With several merchants, the merchant is named: each may use the same order id. */
export const payPath = (world: World, order: Order, suffix = ""): string => {
  const merchant = world.settings.merchants.length > 1 ? `?merchantId=${encodeURIComponent(order.merchantId)}` : ""
  return `/pay/${encodeURIComponent(order.id)}${suffix}${merchant}`
}

/** The address of an order's pay page. */
export const payUrl = (world: World, order: Order, suffix = ""): string =>
  `${world.settings.publicUrl}${payPath(world, order, suffix)}`
