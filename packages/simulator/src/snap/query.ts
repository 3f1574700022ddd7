import * as Result from "effect/Result"
import type { Refusal } from "../answer/Refusal.ts"
import { refusals } from "../answer/refusals.ts"
import type { JsonObject } from "../json/read.ts"
import type { Order } from "../orders/Order.ts"
import { wibIso } from "../time/wib.ts"
import { additionalInfo } from "./additional-info.ts"
import { checkMerchant } from "./check-merchant.ts"
import type { References } from "./find-payment.ts"
import { findPayment, originals, readReferences } from "./find-payment.ts"
import type { SnapCall, SnapHandler } from "./SnapCall.ts"
import { snapAmount, snapStatus } from "./status.ts"

/** Finpay's sample prints each of the two references under the other's name. */
const swapped = (order: Order): JsonObject => ({
  originalReferenceNo: order.id,
  originalPartnerReferenceNo: order.reference
})

const members = ({ merchant, world }: SnapCall, order: Order): JsonObject => {
  const { profile, quirks } = world.settings
  const fee = snapAmount(order.qris?.feeAmount ?? 0)
  return {
    ...(quirks ? swapped(order) : originals(order)),
    serviceCode: "47",
    ...snapStatus(order.status),
    ...(profile === "standard" && order.paidAt !== undefined ? { paidTime: wibIso(order.paidAt) } : {}),
    amount: snapAmount(order.amount),
    ...(profile === "finpay" ? { FeeAmount: fee } : { feeAmount: fee }),
    additionalInfo: additionalInfo(order, merchant)
  }
}

/** A payment nobody knows, told as a status instead of an error. */
const unknownPayment = ({ originalPartnerReferenceNo, originalReferenceNo }: References): JsonObject => ({
  ...(originalReferenceNo === undefined ? {} : { originalReferenceNo }),
  ...(originalPartnerReferenceNo === undefined ? {} : { originalPartnerReferenceNo }),
  serviceCode: "47",
  latestTransactionStatus: "07",
  transactionStatusDesc: "not found"
})

const checkServiceCode = ({ fields }: SnapCall): Result.Result<void, Refusal> =>
  Result.flatMap(
    fields.mandatoryText("serviceCode", 2),
    (serviceCode) => serviceCode === "47" ? Result.void : Result.fail(refusals.format("serviceCode"))
  )

/** QRIS query: what became of a QR. Changes nothing. */
export const query: SnapHandler = (call) =>
  Result.gen(function*() {
    const { profile } = call.world.settings
    const references = yield* readReferences(call, {
      reference: profile === "finpay" ? "mandatory" : "optional",
      partnerReference: "optional"
    })
    yield* checkServiceCode(call)
    yield* checkMerchant(call, "optional")
    const found = findPayment(call, references)
    if (Result.isSuccess(found)) return { members: members(call, found.success) }
    const asStatus = call.world.settings.snap.unknownPayment === "status-07" && found.failure === refusals.notFound
    return asStatus ? { members: unknownPayment(references) } : yield* Result.fail(found.failure)
  })
