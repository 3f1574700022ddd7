import * as Schema from "effect/Schema"
import { RequestedRupiahFromSnap, RupiahFromSnap } from "../../money/Rupiah.ts"
import type { Operation } from "../../operation/Operation.ts"
import { AnsweredReferenceNo, MerchantId, ReferenceNo, SubMerchantId } from "../../order/ReferenceNo.ts"
import { envelopeFields } from "../../response/Envelope.ts"
import { isOther } from "../../response/is-other.ts"
import { detail } from "../../schema/detail.ts"
import { limitedText } from "../../schema/limited-text.ts"
import { tolerantKeys } from "../../schema/tolerant-keys.ts"
import { FinpayTime } from "../../time/FinpayTime.ts"
import { isOtherPayment } from "./is-other-payment.ts"
import type { References } from "./is-other-payment.ts"
import { snapAliases } from "./names.ts"

/**
 * QRIS refund: gives back all or part of a QRIS payment. Moves money.
 *
 * `partnerRefundNo` is yours and names the refund: keep it, and never use a new one while the outcome of the old is
 * unknown. Sources: Finpay docs, SNAP QRIS, refund payment; `refundNo` where an answer follows the standard.
 *
 * @example
 * ```ts
 * import { prepare, qrisRefund } from "@openfinpay/finpay-core"
 * import { Effect } from "effect"
 *
 * const request = prepare(qrisRefund, {
 *   merchantId: "FM2007160001",
 *   originalReferenceNo: "weoOiX7",
 *   partnerRefundNo: "R-1",
 *   refundAmount: 10000,
 *   reason: "returned"
 * })
 * Effect.runSync(request).path // => "/pg/payment/card/v1.0/qr/qr-mpm-refund"
 * ```
 */
export const qrisRefund = {
  name: "qrisRefund",
  summary: "Give back all or part of a QRIS payment",
  kind: "mutation",
  family: "snap",
  method: "POST",
  path: "/pg/payment/card/v1.0/qr/qr-mpm-refund",
  request: tolerantKeys(
    Schema.Struct({
      merchantId: MerchantId,
      subMerchantId: Schema.optionalKey(SubMerchantId),
      originalPartnerReferenceNo: Schema.optionalKey(ReferenceNo),
      originalReferenceNo: ReferenceNo,
      partnerRefundNo: ReferenceNo,
      refundAmount: RequestedRupiahFromSnap,
      reason: limitedText(1, 256)
    }),
    snapAliases
  ),
  response: tolerantKeys(
    Schema.Struct({
      ...envelopeFields,
      originalPartnerReferenceNo: Schema.optionalKey(AnsweredReferenceNo),
      originalReferenceNo: Schema.optionalKey(AnsweredReferenceNo),
      /** Finpay's number of the refund. */
      referenceNo: Schema.optionalKey(AnsweredReferenceNo),
      /** The standard's number of the refund, in place of `referenceNo`. */
      refundNo: Schema.optionalKey(AnsweredReferenceNo),
      partnerRefundNo: Schema.optionalKey(AnsweredReferenceNo),
      refundAmount: Schema.optionalKey(Schema.NullOr(RupiahFromSnap)),
      refundTime: detail(FinpayTime)
    }),
    snapAliases
  ),
  referenceOf: ({ originalReferenceNo }) => originalReferenceNo,
  // The payment's own references are left out: Finpay's sample answer has them the wrong way round.
  contradicts: (
    asked: References & { readonly partnerRefundNo: string; readonly refundAmount: number },
    told: References & { readonly partnerRefundNo?: string; readonly refundAmount?: number | null }
  ) => {
    if (isOtherPayment(told, asked)) return "is about another payment (originalReferenceNo)"
    if (isOther(told.partnerRefundNo, asked.partnerRefundNo)) return "names another refund (partnerRefundNo)"
    return isOther(told.refundAmount, asked.refundAmount) ? "names another amount (refundAmount)" : undefined
  },
  source: { document: "Finpay docs: SNAP QRIS, refund payment", certainty: "documented" }
} as const satisfies Operation
