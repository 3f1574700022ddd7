import { createHash } from "node:crypto"
import type { FaultRule } from "../faults/FaultRule.ts"
import type { Merchant } from "../merchants/Merchant.ts"
import type { Settings } from "../options.ts"
import type { Order } from "../orders/Order.ts"
import type { OrderStatus } from "../orders/status.ts"
import { unpaidStatuses } from "../orders/status.ts"
import type { Stream } from "../random/Stream.ts"
import { stream } from "../random/Stream.ts"
import type { CallbackRecord } from "./CallbackRecord.ts"
import type { RequestRecord } from "./RequestRecord.ts"

/** An access token that was issued; its text is not kept. */
export interface IssuedToken {
  readonly clientId: string
  readonly expiresAt: number
}

/** The X-EXTERNAL-IDs a partner has used on one day. */
export interface UsedIds {
  readonly day: string
  readonly ids: Set<string>
}

/**
 * Everything a simulator knows while it runs. It is changed in place, always within one synchronous step, so that no
 * request ever sees half of another one.
 */
export interface World {
  readonly settings: Settings
  /** Added to the real clock. */
  clockOffsetMillis: number
  readonly ids: Stream
  readonly faultDraws: Stream
  readonly counters: { request: number; callback: number; refund: number }
  readonly orders: Map<string, Order>
  /** Keys of QRIS payments by `clientId/partnerReferenceNo`, `clientId/referenceNo` and `clientId/externalId`. */
  readonly qrisByPartnerReference: Map<string, string>
  readonly qrisByReference: Map<string, string>
  readonly qrisByExternalId: Map<string, string>
  /** Keys of orders by `clientId/partnerRefundNo`. */
  readonly refundsByNumber: Map<string, string>
  /** By the SHA-256 of their text. */
  readonly tokens: Map<string, IssuedToken>
  readonly externalIds: Map<string, UsedIds>
  faults: ReadonlyArray<FaultRule>
  readonly callbacks: Map<number, CallbackRecord>
  requests: Array<RequestRecord>
  /** When the next order expires or the next running refund ends; `Infinity` when none does. */
  nextOrderDueAt: number
  /** Called when something was put off to a later time. */
  wake: () => void
}

/** A simulator in which nothing has happened yet. */
export const makeWorld = (settings: Settings): World => ({
  settings,
  clockOffsetMillis: 0,
  ids: stream(settings.seed, "ids"),
  faultDraws: stream(settings.seed, "faults"),
  counters: { request: 0, callback: 0, refund: 0 },
  orders: new Map(),
  qrisByPartnerReference: new Map(),
  qrisByReference: new Map(),
  qrisByExternalId: new Map(),
  refundsByNumber: new Map(),
  tokens: new Map(),
  externalIds: new Map(),
  faults: settings.faults,
  callbacks: new Map(),
  requests: [],
  nextOrderDueAt: Infinity,
  wake: () => {}
})

/** The SHA-256 of a text, in hex. */
export const sha256Hex = (text: string): string => createHash("sha256").update(text, "utf8").digest("hex")

/** The merchant of this id. */
export const merchantOf = (world: World, id: string): Merchant | undefined =>
  world.settings.merchants.find((merchant) => merchant.id === id)

/** Statuses the clock ends. A hold on a card outlives the time to pay. */
const expiring: ReadonlyArray<OrderStatus> = unpaidStatuses.filter((status) => status !== "AUTHORIZED")

/** Whether the clock ends this order when its time to pay is over. */
export const expires = (order: Order): boolean => expiring.includes(order.status)

/** When the clock next changes this order. */
export const orderDueAt = (order: Order): number =>
  order.refunds.reduce(
    (due, { ends, state }) => state === "running" && ends !== undefined ? Math.min(due, ends.at) : due,
    expires(order) ? order.expiresAt : Infinity
  )

const index = (world: World, order: Order): void => {
  const { qris } = order
  if (qris === undefined) return
  if (qris.partnerReferenceNo !== undefined) {
    world.qrisByPartnerReference.set(`${qris.clientId}/${qris.partnerReferenceNo}`, order.key)
  }
  world.qrisByReference.set(`${qris.clientId}/${order.reference}`, order.key)
  world.qrisByExternalId.set(`${qris.clientId}/${qris.externalId}`, order.key)
  for (const { partnerRefundNo } of order.refunds) {
    if (partnerRefundNo !== undefined) world.refundsByNumber.set(`${qris.clientId}/${partnerRefundNo}`, order.key)
  }
}

/** Puts an order in, or in place of its earlier self. */
export const putOrder = (world: World, order: Order): void => {
  world.orders.set(order.key, order)
  index(world, order)
  const due = orderDueAt(order)
  if (due < world.nextOrderDueAt) {
    world.nextOrderDueAt = due
    world.wake()
  }
}
