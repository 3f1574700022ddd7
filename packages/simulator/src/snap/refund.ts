import * as Result from "effect/Result"
import type { Refusal } from "../answer/Refusal.ts"
import { refusals } from "../answer/refusals.ts"
import type { JsonObject } from "../json/read.ts"
import type { Order, Refund } from "../orders/Order.ts"
import { refundable } from "../orders/Order.ts"
import { refundableStatuses } from "../orders/status.ts"
import { applyEvent } from "../state/apply.ts"
import { nextRefund } from "../state/next-refund.ts"
import { wibIso } from "../time/wib.ts"
import { checkMerchant } from "./check-merchant.ts"
import type { References } from "./find-payment.ts"
import { findPayment, originals, readReferences } from "./find-payment.ts"
import type { SnapCall, SnapDone, SnapHandler } from "./SnapCall.ts"
import { snapAmount } from "./status.ts"

interface RefundRequest {
  readonly references: References
  readonly partnerRefundNo: string
  readonly amount: number
  readonly reason: string | undefined
}

const readRequest = (call: SnapCall): Result.Result<RefundRequest, Refusal> =>
  Result.gen(function*() {
    const isFinpay = call.world.settings.profile === "finpay"
    yield* checkMerchant(call, "optional")
    const references = yield* readReferences(call, {
      reference: isFinpay ? "mandatory" : "optional",
      partnerReference: isFinpay ? "optional" : "mandatory"
    })
    const partnerRefundNo = yield* call.fields.mandatoryText("partnerRefundNo", 64)
    const amount = yield* call.fields.amount("refundAmount", "mandatory", 1)
    const reason = yield* call.fields.text("reason", isFinpay ? "mandatory" : "optional", 256)
    return { references, partnerRefundNo, amount: amount ?? 0, reason }
  })

/** As Finpay's sample prints it: `referenceNo` is that of the payment, and with quirks blanks stand where none belong. */
const finpayMembers = (order: Order, refund: Refund, quirks: boolean): JsonObject => {
  const reference = quirks ? `${order.reference} ` : order.reference
  return {
    ...originals(order),
    originalReferenceNo: reference,
    referenceNo: reference,
    [quirks ? "refundAmount " : "refundAmount"]: snapAmount(refund.amount),
    refundTime: wibIso(refund.ends?.at ?? refund.at)
  }
}

const standardMembers = (order: Order, refund: Refund): JsonObject => ({
  ...originals(order),
  refundNo: refund.refundNo,
  partnerRefundNo: refund.partnerRefundNo,
  refundAmount: snapAmount(refund.amount),
  refundTime: wibIso(refund.ends?.at ?? refund.at)
})

const answer = (call: SnapCall, order: Order, refund: Refund): SnapDone => {
  if (refund.state === "running") return { isPending: true, members: originals(order) }
  const { profile, quirks } = call.world.settings
  return { members: profile === "finpay" ? finpayMembers(order, refund, quirks) : standardMembers(order, refund) }
}

const findEarlier = ({ client, world }: SnapCall, partnerRefundNo: string) => {
  const key = world.refundsByNumber.get(`${client.clientId}/${partnerRefundNo}`)
  const order = key === undefined ? undefined : world.orders.get(key)
  // A refund that failed gave nothing back: its number may be used again.
  const refund = order?.refunds.find((one) => one.partnerRefundNo === partnerRefundNo && one.state !== "failed")
  return order === undefined || refund === undefined ? undefined : { order, refund }
}

/** The same number again: never a second refund. With other parameters it is an inconsistent request. */
const repeat = (
  call: SnapCall,
  request: RefundRequest,
  earlier: { readonly order: Order; readonly refund: Refund }
): Result.Result<SnapDone, Refusal> => {
  const found = findPayment(call, request.references)
  const isSame = Result.isSuccess(found) && found.success === earlier.order &&
    request.amount === earlier.refund.amount && request.reason === earlier.refund.reason
  if (!isSame) return Result.fail(refusals.inconsistent)
  const isDuplicate = earlier.refund.state === "done" && call.world.settings.snap.repeatedRefund === "duplicate"
  return isDuplicate
    ? Result.fail(refusals.duplicate("partnerRefundNo"))
    : Result.succeed(answer(call, earlier.order, earlier.refund))
}

const dayMillis = 86_400_000

const checkMay = ({ merchant, now }: SnapCall, order: Order, amount: number): Refusal | undefined => {
  if (merchant.refunds === "not-agreed") return refusals.notPermitted("Refund is not agreed")
  if (merchant.refunds === "closed") return refusals.notAllowedNow
  if (order.status !== "REFUNDED" && !refundableStatuses.includes(order.status)) return refusals.invalidStatus
  const { refundWindowDays: days } = merchant
  if (days !== undefined && now > (order.paidAt ?? now) + days * dayMillis) return refusals.expired
  if (amount > refundable(order)) return refusals.invalidAmount
  return merchant.balanceRupiah !== undefined && amount > merchant.balanceRupiah
    ? refusals.insufficientFunds
    : undefined
}

/** QRIS refund: gives back all or part of a paid QR, once for each `partnerRefundNo`. */
export const refund: SnapHandler = (call) =>
  Result.gen(function*() {
    const request = yield* readRequest(call)
    if (call.merchant.standing === "abnormal") return yield* Result.fail(refusals.invalidMerchant)
    const earlier = findEarlier(call, request.partnerRefundNo)
    if (earlier !== undefined) return yield* repeat(call, request, earlier)
    const order = yield* findPayment(call, request.references)
    const refused = checkMay(call, order, request.amount)
    if (refused !== undefined) return yield* Result.fail(refused)
    const { amount, partnerRefundNo, reason } = request
    const given = nextRefund(call.world, {
      amount,
      now: call.now,
      inProgress: call.inProgress,
      partnerRefundNo,
      ...(reason === undefined ? {} : { reason })
    })
    const after = yield* Result.mapError(
      applyEvent(call.world, order, { type: "refund", refund: given }, call.now),
      () => refusals.invalidStatus
    )
    return answer(call, after, given)
  })
