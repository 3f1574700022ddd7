import * as Result from "effect/Result"
import { scheduleCallback } from "../callbacks/schedule.ts"
import type { Order } from "../orders/Order.ts"
import type { OrderEvent, Refused } from "../orders/transition.ts"
import { transition } from "../orders/transition.ts"
import type { World } from "./World.ts"
import { orderDueAt, putOrder } from "./World.ts"

/** Lets something happen to an order: keeps what becomes of it, and tells the merchant when the status changed. */
export const applyEvent = (
  world: World,
  order: Order,
  event: OrderEvent,
  at: number
): Result.Result<Order, Refused> => {
  const outcome = transition(order, event, at)
  if (Result.isSuccess(outcome)) {
    putOrder(world, outcome.success)
    if (outcome.success.status !== order.status) scheduleCallback(world, outcome.success, at)
  }
  return outcome
}

const refundThatEnds = (order: Order, now: number) =>
  order.refunds.find(({ ends, state }) => state === "running" && ends !== undefined && ends.at <= now)

/** Lets everything happen to an order that was due until now, each thing at its own time. */
const catchUp = (world: World, start: Order, now: number): void => {
  let order = start
  for (;;) {
    const due = orderDueAt(order)
    if (due > now) return
    const running = refundThatEnds(order, due)
    const event: OrderEvent = running === undefined
      ? { type: "expire" }
      : { type: "refund-ends", refundNo: running.refundNo }
    const outcome = applyEvent(world, order, event, due)
    if (Result.isFailure(outcome)) return
    order = outcome.success
  }
}

/** Lets everything happen that was due until now: orders expire, running refunds end. Cheap when nothing is due. */
export const tick = (world: World, now: number): void => {
  if (now < world.nextOrderDueAt) return
  const due = [...world.orders.values()].filter((order) => orderDueAt(order) <= now)
  for (const order of due.toSorted((a, b) => orderDueAt(a) - orderDueAt(b))) catchUp(world, order, now)
  world.nextOrderDueAt = [...world.orders.values()].reduce((next, order) => Math.min(next, orderDueAt(order)), Infinity)
}
