import * as Result from "effect/Result"
import type { Order, Refund } from "./Order.ts"
import { refundable, refunded } from "./Order.ts"
import type { AuthorizationStep, OrderStatus } from "./status.ts"
import { authorizationSteps, refundableStatuses, unpaidStatuses } from "./status.ts"

/** Something that happens to an order. */
export type OrderEvent =
  /** The payer pays. On a hosted order `channel` is what the payer chose. */
  | { readonly type: "pay"; readonly channel?: string }
  /** The payment is on its way and not yet sure. */
  | { readonly type: "pend" }
  /** A card payment goes forward to a step of 3-D Secure, or to the hold on the card. */
  | { readonly type: "authorize"; readonly step: AuthorizationStep }
  /** Money is taken from a hold; all of what is left of it unless `amount` is given. */
  | { readonly type: "capture"; readonly amount?: number }
  | { readonly type: "decline" }
  | { readonly type: "expire" }
  | { readonly type: "settle" }
  | { readonly type: "cancel" }
  | { readonly type: "void" }
  | { readonly type: "refund"; readonly refund: Refund }
  /** A running refund ends. */
  | { readonly type: "refund-ends"; readonly refundNo: string }

/** Why an order does not take an event. */
export interface Refused {
  readonly reason:
    | "wrong-status"
    | "not-a-card"
    | "settled"
    | "not-captured"
    | "refunded"
    | "too-much"
    | "no-such-refund"
  readonly status: OrderStatus
}

type Outcome = Result.Result<Order, Refused>

const refused = (order: Order, reason: Refused["reason"]): Outcome => Result.fail({ reason, status: order.status })

const isIn = (order: Order, statuses: ReadonlyArray<OrderStatus>): boolean => statuses.includes(order.status)

const moved = (order: Order, status: OrderStatus, at: number, change: Partial<Order> = {}): Outcome =>
  Result.succeed({
    ...order,
    ...change,
    status,
    history: status === order.status ? order.history : [...order.history, { status, at }]
  })

/** Finpay's own number of a paid order: seen as the order id with ten digits behind it. */
const paidReference = (order: Order): string => order.reference === "" ? `${order.id}1000000000` : order.reference

const takesCards = (order: Order): boolean => order.channel === "cc" || order.channel === ""

const pay = (order: Order, channel: string, at: number): Outcome =>
  isIn(order, ["REQUEST_INITIATED", "PENDING", "INITIATED", "AUTHENTICATION_INITIATED", "AUTHENTICATED"])
    ? moved(order, channel === "cc" ? "CAPTURED" : "PAID", at, {
      channel,
      captured: order.amount,
      paidAt: at,
      reference: paidReference(order)
    })
    : refused(order, "wrong-status")

const authorize = (order: Order, step: AuthorizationStep, at: number): Outcome => {
  if (!takesCards(order)) return refused(order, "not-a-card")
  const reached = authorizationSteps.indexOf(order.status as AuthorizationStep)
  const isForward = (order.status === "REQUEST_INITIATED" || reached >= 0) && authorizationSteps.indexOf(step) > reached
  return isForward ? moved(order, step, at, { channel: "cc" }) : refused(order, "wrong-status")
}

const capture = (order: Order, amount: number, at: number): Outcome => {
  if (!isIn(order, ["AUTHORIZED", "PARTIALLY_CAPTURED"])) return refused(order, "wrong-status")
  const captured = order.captured + amount
  if (amount < 1 || captured > order.amount) return refused(order, "too-much")
  return moved(order, captured === order.amount ? "CAPTURED" : "PARTIALLY_CAPTURED", at, {
    captured,
    paidAt: order.paidAt ?? at,
    reference: paidReference(order)
  })
}

const settle = (order: Order, at: number): Outcome => {
  if (order.settledAt !== undefined) return refused(order, "settled")
  return isIn(order, refundableStatuses)
    ? moved(order, order.status, at, { settledAt: at })
    : refused(order, "wrong-status")
}

const voided: ReadonlyArray<OrderStatus> = ["AUTHORIZED", "CAPTURED", "PAID", "PARTIALLY_CAPTURED"]

const takeBack = (order: Order, at: number): Outcome => {
  if (order.settledAt !== undefined) return refused(order, "settled")
  // A refund that runs would pay out beside the void.
  return isIn(order, voided) && refunded(order) === 0
    ? moved(order, "CANCELLED", at, { cancelledAt: at })
    : refused(order, "wrong-status")
}

const statusAfterRefunds = (order: Order): OrderStatus => {
  const done = order.refunds.reduce((sum, refund) => refund.state === "done" ? sum + refund.amount : sum, 0)
  if (done === 0) return order.status
  return done >= order.captured ? "REFUNDED" : "PARTIALLY_REFUNDED"
}

const withRefunds = (order: Order, refunds: ReadonlyArray<Refund>, at: number): Outcome => {
  const next = { ...order, refunds }
  return moved(next, statusAfterRefunds(next), at)
}

const refund = (order: Order, given: Refund, at: number): Outcome => {
  if (order.status === "REFUNDED") return refused(order, "refunded")
  if (!isIn(order, refundableStatuses)) return refused(order, "not-captured")
  if (given.amount < 1 || given.amount > refundable(order)) return refused(order, "too-much")
  return withRefunds(order, [...order.refunds, given], at)
}

const refundEnds = (order: Order, refundNo: string, at: number): Outcome => {
  const running = order.refunds.find((one) => one.refundNo === refundNo && one.state === "running")
  if (running === undefined) return refused(order, "no-such-refund")
  const ended: Refund = { ...running, state: running.ends?.as ?? "done" }
  return withRefunds(order, order.refunds.map((one) => one === running ? ended : one), at)
}

/**
 * What becomes of an order when something happens to it: the next order, or why it stays as it is.
 *
 * Pure: no clock, no randomness, no protocol. Sources: Finpay docs (status list, cancel page); the order of card steps,
 * the end of a void in CANCELLED and refunds in parts are assumed.
 */
export const transition = (order: Order, event: OrderEvent, at: number): Outcome => {
  switch (event.type) {
    case "pay":
      return pay(order, order.channel === "" ? event.channel ?? "vamandiri" : order.channel, at)
    case "pend":
      return isIn(order, ["REQUEST_INITIATED"]) ? moved(order, "PENDING", at) : refused(order, "wrong-status")
    case "authorize":
      return authorize(order, event.step, at)
    case "capture":
      return capture(order, event.amount ?? order.amount - order.captured, at)
    case "decline":
      return isIn(order, unpaidStatuses) ? moved(order, "FAILURE", at) : refused(order, "wrong-status")
    case "expire":
      return isIn(order, unpaidStatuses) ? moved(order, "EXPIRED", at) : refused(order, "wrong-status")
    case "settle":
      return settle(order, at)
    case "cancel":
      return isIn(order, ["REQUEST_INITIATED"])
        ? moved(order, "CANCELLED", at, { cancelledAt: at })
        : refused(order, "wrong-status")
    case "void":
      return takeBack(order, at)
    case "refund":
      return refund(order, event.refund, at)
    case "refund-ends":
      return refundEnds(order, event.refundNo, at)
  }
}
