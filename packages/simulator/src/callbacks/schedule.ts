import { chooseFault, delayOf } from "../faults/choose.ts"
import type { FaultRule } from "../faults/FaultRule.ts"
import type { Order } from "../orders/Order.ts"
import type { CallbackRecord } from "../state/CallbackRecord.ts"
import type { World } from "../state/World.ts"
import { merchantOf } from "../state/World.ts"
import { paymentCallback } from "./payment-callback.ts"
import { qrisNotification } from "./qris-notification.ts"
import { isLoopback } from "./target.ts"

type Draft = Omit<CallbackRecord, "id" | "state" | "dueAt" | "held" | "attempts" | "fault">

const draftOf = (world: World, order: Order): Draft | undefined => {
  const merchant = merchantOf(world, order.merchantId)
  const base = { orderKey: order.key, orderId: order.id, merchantId: order.merchantId, status: order.status }
  if (order.qris !== undefined) {
    const url = order.qris.callbackUrl ?? merchant?.snap?.notifyUrl ?? world.settings.callbacks.url
    return url === undefined || merchant === undefined
      ? undefined
      : { ...base, kind: "notification", url, payload: qrisNotification(order, merchant) }
  }
  const url = order.pg?.callbackUrl ?? world.settings.callbacks.url
  return url === undefined ? undefined : { ...base, kind: "callback", url, payload: paymentCallback(order) }
}

const references = (order: Order): ReadonlyArray<string> =>
  order.qris === undefined ? [order.id] : [order.id, order.reference]

const wrongAmount = (draft: Draft): Draft => {
  const { payload } = draft
  const lower = (amount: unknown): unknown => typeof amount === "number" ? Math.max(0, amount - 1) : amount
  if (draft.kind === "callback") {
    const order = payload["order"] as Record<string, unknown>
    const { payment } = payload["result"] as { readonly payment: Record<string, unknown> }
    return {
      ...draft,
      payload: {
        ...payload,
        order: { ...order, amount: lower(order["amount"]) },
        result: { payment: { ...payment, amount: lower(payment["amount"]) } }
      }
    }
  }
  const { currency, value } = payload["amount"] as { readonly value: string; readonly currency: string }
  return { ...draft, payload: { ...payload, amount: { value: `${Math.max(0, Number(value) - 1)}.00`, currency } } }
}

const put = (world: World, record: Omit<CallbackRecord, "id">): void => {
  const id = ++world.counters.callback
  const made = { id, ...record }
  world.callbacks.set(id, made)
  // One that waits is told of when it was tried.
  if (made.state !== "waiting") world.settings.onCallback(made)
}

const record = (world: World, draft: Draft, rule: FaultRule | undefined, now: number): Omit<CallbackRecord, "id"> => {
  const kind = rule?.kind
  const delayed = rule !== undefined && (kind === "callback-late" || kind === "callback-reordered")
  const isAllowed = world.settings.callbacks.allowNonLoopback || isLoopback(draft.url)
  return {
    ...(kind === "callback-wrong-amount" ? wrongAmount(draft) : draft),
    state: !isAllowed ? "refused" : kind === "callback-lost" ? "lost" : "waiting",
    dueAt: delayed ? now + delayOf(rule) : now,
    held: kind === "callback-reordered",
    attempts: [],
    ...(kind === undefined ? {} : { fault: kind })
  }
}

/** A callback that was held back goes out right behind the next one of its order. */
const releaseHeld = (world: World, orderKey: string, now: number): void => {
  for (const [id, held] of world.callbacks) {
    if (held.held && held.orderKey === orderKey && held.state === "waiting") {
      world.callbacks.set(id, { ...held, held: false, dueAt: now + 1 })
    }
  }
}

/** Finished callbacks are forgotten in the order in which they came once there are more than the log keeps. */
const forgetOldest = (world: World): void => {
  for (const [id, { state }] of world.callbacks) {
    if (world.callbacks.size <= world.settings.requestLogLimit) return
    if (state !== "waiting") world.callbacks.delete(id)
  }
}

/** Puts the news of an order's status on its way to the merchant. */
export const scheduleCallback = (world: World, order: Order, now: number): void => {
  const { enabled, statuses } = world.settings.callbacks
  if (!enabled || (statuses !== undefined && !statuses.includes(order.status))) return
  const draft = draftOf(world, order)
  if (draft === undefined) return
  const target = { family: "callback", operation: draft.kind, references: references(order) } as const
  const rule = chooseFault(world, target)
  const made = record(world, draft, rule, now)
  if (!made.held) releaseHeld(world, order.key, now)
  put(world, made)
  if (rule?.kind === "callback-duplicate") put(world, made)
  forgetOldest(world)
  world.wake()
}
