import * as Result from "effect/Result"
import type { SimulatedRequest } from "../answer/SimulatedRequest.ts"
import type { JsonObject } from "../json/read.ts"
import { isJsonObject, readJson } from "../json/read.ts"
import type { World } from "../state/World.ts"
import type { Matched } from "./Route.ts"

/** What a request says it is about, read before anything of it is checked. For faults and the log only. */
export interface Glance {
  readonly orderId: string | undefined
  readonly references: ReadonlyArray<string>
  readonly amount: number | undefined
  readonly partnerRefundNo: string | undefined
}

const text = (value: unknown): ReadonlyArray<string> =>
  typeof value === "string" && value.trim() !== "" ? [value.trim().slice(0, 64)] : []

const amountOf = (body: JsonObject): number | undefined => {
  const { amount, order, refundAmount } = body
  const money = isJsonObject(refundAmount) ? refundAmount : isJsonObject(amount) ? amount : undefined
  const value = Number(money === undefined ? isJsonObject(order) ? order["amount"] : undefined : money["value"])
  return Number.isSafeInteger(value) && value >= 0 ? value : undefined
}

const referenceMembers = [
  "partnerReferenceNo",
  "originalPartnerReferenceNo",
  "originalPartnerReferanceNo",
  "originalReferenceNo"
]

/** A QRIS payment has two names; a fault or a question may use either. */
const otherNames = (world: World, reference: string): ReadonlyArray<string> => {
  for (const { snap } of world.settings.merchants) {
    const key = `${snap?.clientId}/${reference}`
    const order = world.orders.get(world.qrisByReference.get(key) ?? world.qrisByPartnerReference.get(key) ?? "")
    if (order !== undefined) return [order.id, order.reference]
  }
  return []
}

/** Looks a request over. */
export const glance = (world: World, request: SimulatedRequest, matched: Matched | undefined): Glance => {
  const read = request.method === "GET" ? undefined : readJson(request.body)
  const body = read !== undefined && Result.isSuccess(read) && isJsonObject(read.success) ? read.success : {}
  const order = isJsonObject(body["order"]) ? body["order"] : {}
  const named = referenceMembers.flatMap((name) => text(body[name]))
  const references = new Set([
    ...text(matched?.orderId),
    ...text(order["id"]),
    ...named,
    ...named.flatMap((reference) => otherNames(world, reference))
  ])
  const [orderId] = references
  const [partnerRefundNo] = text(body["partnerRefundNo"])
  return { orderId, references: [...references], amount: amountOf(body), partnerRefundNo }
}
