import * as Result from "effect/Result"
import type { JsonObject } from "../json/read.ts"
import type { Order } from "../orders/Order.ts"
import type { World } from "../state/World.ts"
import { findOrder } from "./find-order.ts"
import { cardMember, paidAmount, paymentTrace, sourceOfFundsMember, statusTexts, wasPaid } from "./payment.ts"
import type { PgHandler } from "./PgCall.ts"

const customerMember = (order: Order): JsonObject => {
  const given = order.pg?.customer ?? {}
  const names = ["id", "email", "firstName", "lastName", "mobilePhone"]
  const known = Object.fromEntries(names.flatMap((name) => given[name] === undefined ? [] : [[name, given[name]]]))
  return given["id"] === undefined && given["email"] !== undefined ? { id: given["email"], ...known } : known
}

const itemMembers = ["name", "quantity", "category", "description", "unitPrice"]

/** An item as the OpenAPI has it: five members, all of them strings. What is neither text nor number is left out. */
const itemMember = (item: JsonObject): JsonObject =>
  Object.fromEntries(itemMembers.flatMap((name) => {
    const value = item[name]
    return typeof value === "string" || typeof value === "number" ? [[name, String(value)]] : []
  }))

const orderMember = (order: Order, world: World): JsonObject => ({
  id: order.id,
  reference: order.reference,
  amount: world.settings.checkAmounts === "string" ? String(order.amount) : order.amount,
  currency: "IDR",
  ...(order.pg?.description === undefined ? {} : { description: order.pg.description }),
  ...(order.pg?.item === undefined ? {} : { item: order.pg.item.map(itemMember) })
})

/**
 * Everything the gateway says about an order.
 *
 * Unpaid: reference empty, `result.payment.amount` 0, no date (seen live). Paid: date, reference and channel of the
 * payment, and the card or the source of funds.
 */
export const checkData = (order: Order, world: World): JsonObject => {
  const { statusDesc, userDesc } = statusTexts(order)
  return {
    merchant: { id: order.merchantId },
    customer: customerMember(order),
    order: orderMember(order, world),
    ...cardMember(order),
    ...(wasPaid(order) ? sourceOfFundsMember(order) : {}),
    meta: { data: order.pg?.metaData ?? null },
    result: {
      payment: { amount: paidAmount(order), status: order.status, statusDesc, userDesc, ...paymentTrace(order) }
    }
  }
}

/** Check status. Changes nothing. */
export const checkStatus: PgHandler = (call) =>
  Result.map(findOrder(call, call.orderId), (order) => ({ data: checkData(order, call.world) }))
