import * as Schema from "effect/Schema"
import { RequestedRupiahFromSnap, RupiahFromSnap } from "../../money/Rupiah.ts"
import type { Operation } from "../../operation/Operation.ts"
import { AnsweredReferenceNo, MerchantId, ReferenceNo, SubMerchantId } from "../../order/ReferenceNo.ts"
import { envelopeFields } from "../../response/Envelope.ts"
import { isOther } from "../../response/is-other.ts"
import { detail, textDetail as text } from "../../schema/detail.ts"
import { limitedText } from "../../schema/limited-text.ts"
import { tolerantKeys } from "../../schema/tolerant-keys.ts"
import { snapAliases } from "./names.ts"

/** What generate takes beside the amount, in the spelling of Finpay's page. */
export const GenerateInfo = tolerantKeys(
  Schema.Struct({
    qrType: Schema.optionalKey(limitedText(2, 2)),
    callbackUrl: Schema.optionalKey(limitedText(1, 100)),
    note: Schema.optionalKey(limitedText(1, 50)),
    tipsIndikator: Schema.optionalKey(limitedText(2, 2)),
    tipsFixamount: Schema.optionalKey(limitedText(1, 19)),
    tipsPercentage: Schema.optionalKey(limitedText(1, 19))
  }),
  {
    qrType: ["qr_type"],
    callbackUrl: ["callback_payment"],
    tipsIndikator: ["tips_indikator"],
    tipsFixamount: ["tips_fixamount"],
    tipsPercentage: ["tips_percentage"]
  }
)

/**
 * QRIS generate: makes a QR that can be paid.
 *
 * `validityPeriod` is an absolute time with a zone. `qrContent` of the answer is the text to draw as a QR.
 * Sources: SNAP BI, QR MPM generate (service 47); Finpay docs, generate QR.
 *
 * @example
 * ```ts
 * import { prepare, qrisGenerate } from "@openfinpay/finpay-core"
 * import { Effect } from "effect"
 *
 * const request = prepare(qrisGenerate, {
 *   partnerReferenceNo: "INV-1",
 *   amount: 10000,
 *   merchantId: "FM2007160001",
 *   subMerchantId: "FM2007160001",
 *   validityPeriod: "2026-01-01T12:00:00+07:00",
 *   additionalInfo: { qrType: "12" }
 * })
 * Effect.runSync(request).reference // => "INV-1"
 * ```
 */
export const qrisGenerate = {
  name: "qrisGenerate",
  summary: "Make a QRIS code",
  kind: "mutation",
  family: "snap",
  method: "POST",
  path: "/pg/payment/card/v1.0/qr/qr-mpm-generate",
  request: tolerantKeys(
    Schema.Struct({
      partnerReferenceNo: ReferenceNo,
      amount: RequestedRupiahFromSnap,
      FeeAmount: Schema.optionalKey(RupiahFromSnap),
      merchantId: MerchantId,
      subMerchantId: SubMerchantId,
      terminalId: Schema.optionalKey(limitedText(1, 16)),
      validityPeriod: limitedText(1, 25),
      additionalInfo: GenerateInfo
    }),
    snapAliases
  ),
  response: tolerantKeys(
    Schema.Struct({
      ...envelopeFields,
      referenceNo: Schema.optionalKey(AnsweredReferenceNo),
      partnerReferenceNo: Schema.optionalKey(AnsweredReferenceNo),
      qrContent: Schema.String,
      qrUrl: text,
      merchantName: text,
      terminalId: text,
      additionalInfo: detail(Schema.Record(Schema.String, Schema.Unknown))
    }),
    snapAliases
  ),
  referenceOf: ({ partnerReferenceNo }) => partnerReferenceNo,
  contradicts: (asked: { readonly partnerReferenceNo: string }, told: { readonly partnerReferenceNo?: string }) =>
    isOther(told.partnerReferenceNo, asked.partnerReferenceNo)
      ? "is about another QR (partnerReferenceNo)"
      : undefined,
  source: { document: "Finpay docs: SNAP QRIS, generate QR", certainty: "documented" }
} as const satisfies Operation
