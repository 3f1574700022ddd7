import * as Schema from "effect/Schema"
import { RupiahFromSnap } from "../../money/Rupiah.ts"
import { detail, textDetail as text } from "../../schema/detail.ts"
import { tolerantKeys } from "../../schema/tolerant-keys.ts"
import { FinpayTime } from "../../time/FinpayTime.ts"

/**
 * What Finpay adds about a QRIS payment: who paid, through which institutions, with which numbers.
 *
 * `rrn` is the retrieval reference a bank asks for; `mpan` and `cpan` are the merchant's and the payer's account
 * numbers. Lengths are not enforced: Finpay's own samples break them. Source: Finpay docs, additionalInfo object and
 * QRIS query.
 */
export const AdditionalInfo = tolerantKeys(
  Schema.Struct({
    cust_name: text,
    merchantName: text,
    rrn: text,
    nns_issuer: text,
    nns_acquirer: text,
    mpan: text,
    cpan: text,
    nmid: text,
    sof_id: text,
    issuer: text,
    acquirer: text,
    note: text,
    merchantId: text,
    subMerchantId: text,
    paidTime: detail(Schema.NullOr(FinpayTime)),
    invoice: text,
    qr_type: text,
    tips_indikator: text,
    tips_fixamount: text,
    tips_percentage: text,
    callback_payment: text,
    validityPeriod: text,
    /** Left out where a fee is no whole rupiah. */
    FeeAmount: detail(RupiahFromSnap)
  }),
  {
    tips_indikator: ["tipsIndikator"],
    tips_fixamount: ["tipsFixamount"],
    tips_percentage: ["tipsPercentage"],
    qr_type: ["qrType"],
    callback_payment: ["callbackUrl"]
  }
)
