import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { RupiahFromSnap } from "../../money/Rupiah.ts"
import type { Operation } from "../../operation/Operation.ts"
import { QrisStatus } from "../../order/QrisStatus.ts"
import { AnsweredReferenceNo, MerchantId, ReferenceNo, SubMerchantId } from "../../order/ReferenceNo.ts"
import { envelopeFields } from "../../response/Envelope.ts"
import { detail, textDetail } from "../../schema/detail.ts"
import { tolerantKeys } from "../../schema/tolerant-keys.ts"
import { AdditionalInfo } from "./additional-info.ts"
import { isOtherPayment } from "./is-other-payment.ts"
import type { References } from "./is-other-payment.ts"
import { snapAliases } from "./names.ts"

/**
 * QRIS query: what Finpay knows of a QRIS payment. Only reads.
 *
 * `serviceCode` is that of the original call, 47 for a generated QR, and is filled in. The two references of the answer
 * are left as Finpay gives them, even where its sample swaps them: compare both with what was asked.
 * Source: Finpay docs, SNAP QRIS, query payment.
 *
 * @example
 * ```ts
 * import { prepare, qrisQuery } from "@openfinpay/finpay-core"
 * import { Effect } from "effect"
 *
 * const request = prepare(qrisQuery, { originalReferenceNo: "weoOiX7", merchantId: "FM2007160001" })
 * Effect.runSync(request).body
 * // => '{"originalReferenceNo":"weoOiX7","serviceCode":"47","merchantId":"FM2007160001"}'
 * ```
 */
export const qrisQuery = {
  name: "qrisQuery",
  summary: "Check a QRIS payment",
  kind: "query",
  family: "snap",
  method: "POST",
  path: "/pg/payment/card/v1.0/qr/qr-mpm-query",
  request: tolerantKeys(
    Schema.Struct({
      originalPartnerReferenceNo: Schema.optionalKey(ReferenceNo),
      originalReferenceNo: ReferenceNo,
      serviceCode: Schema.Literal("47").pipe(Schema.withConstructorDefault(Effect.succeed("47" as const))),
      merchantId: MerchantId,
      subMerchantId: Schema.optionalKey(SubMerchantId)
    }),
    snapAliases
  ),
  response: tolerantKeys(
    Schema.Struct({
      ...envelopeFields,
      originalReferenceNo: Schema.optionalKey(AnsweredReferenceNo),
      originalPartnerReferenceNo: Schema.optionalKey(AnsweredReferenceNo),
      serviceCode: textDetail,
      latestTransactionStatus: QrisStatus,
      transactionStatusDesc: textDetail,
      amount: Schema.optionalKey(Schema.NullOr(RupiahFromSnap)),
      /** Left out where a fee is no whole rupiah. */
      FeeAmount: detail(RupiahFromSnap),
      additionalInfo: detail(AdditionalInfo)
    }),
    snapAliases
  ),
  referenceOf: ({ originalReferenceNo }) => originalReferenceNo,
  contradicts: (asked: References, told: References) =>
    isOtherPayment(told, asked) ? "is about another payment (originalReferenceNo)" : undefined,
  source: { document: "Finpay docs: SNAP QRIS, query payment", certainty: "documented" }
} as const satisfies Operation
