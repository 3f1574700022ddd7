import * as Result from "effect/Result"
import type { Refusal } from "../answer/Refusal.ts"
import { refusals } from "../answer/refusals.ts"
import type { Order } from "../orders/Order.ts"
import type { Presence } from "./fields.ts"
import type { SnapCall } from "./SnapCall.ts"

/** What a request calls the payment it is about. */
export interface References {
  readonly originalReferenceNo: string | undefined
  readonly originalPartnerReferenceNo: string | undefined
  readonly originalExternalId: string | undefined
}

/** Reads the references; which of them is mandatory depends on the operation and the profile. */
export const readReferences = (
  { fields }: SnapCall,
  presence: { readonly reference: Presence; readonly partnerReference: Presence }
): Result.Result<References, Refusal> =>
  Result.gen(function*() {
    const originalReferenceNo = yield* fields.text("originalReferenceNo", presence.reference, 64)
    const originalPartnerReferenceNo = yield* fields.text("originalPartnerReferenceNo", presence.partnerReference, 64)
    const originalExternalId = yield* fields.text("originalExternalId", "optional", 32)
    const given = originalReferenceNo ?? originalPartnerReferenceNo ?? originalExternalId
    if (given === undefined) return yield* Result.fail(refusals.mandatory("originalReferenceNo"))
    return { originalReferenceNo, originalPartnerReferenceNo, originalExternalId }
  })

/** The client's payment that every given reference names. References that disagree are an inconsistent request. */
export const findPayment = (
  { client, world }: SnapCall,
  references: References
): Result.Result<Order, Refusal> => {
  const { originalExternalId, originalPartnerReferenceNo, originalReferenceNo } = references
  const look = (index: ReadonlyMap<string, string>, reference: string | undefined) =>
    reference === undefined ? [] : [index.get(`${client.clientId}/${reference}`)]
  const keys = new Set([
    ...look(world.qrisByReference, originalReferenceNo),
    ...look(world.qrisByPartnerReference, originalPartnerReferenceNo),
    ...look(world.qrisByExternalId, originalExternalId)
  ])
  const [key] = keys
  if (keys.size > 1) return Result.fail(refusals.inconsistent)
  const order = key === undefined ? undefined : world.orders.get(key)
  return order === undefined ? Result.fail(refusals.notFound) : Result.succeed(order)
}

/** The references of a payment, as answers name them. */
export const originals = (order: Order) => ({
  ...(order.qris?.partnerReferenceNo === undefined
    ? {}
    : { originalPartnerReferenceNo: order.qris.partnerReferenceNo }),
  originalReferenceNo: order.reference
})
