import * as Schema from "effect/Schema"
import { RupiahFromSnap } from "../../money/Rupiah.ts"
import { QrisStatus } from "../../order/QrisStatus.ts"
import { AnsweredReferenceNo } from "../../order/ReferenceNo.ts"
import { detail, textDetail } from "../../schema/detail.ts"
import { tolerantKeys } from "../../schema/tolerant-keys.ts"
import { AdditionalInfo } from "./additional-info.ts"
import { snapAliases } from "./names.ts"

/**
 * The QRIS notification: Finpay tells the merchant that a QRIS payment changed.
 *
 * It is news, not proof: verify its signature, then query the payment. Answer `{"responseCode":"2005200",...}`.
 * Source: Finpay docs, SNAP QRIS, payment notify (service 52).
 *
 * @example
 * ```ts
 * import { QrisNotification } from "@openfinpay/finpay-core"
 * import { Schema } from "effect"
 *
 * Schema.decodeSync(QrisNotification)({
 *   originalReferenceNo: "weoOiX7",
 *   latestTransactionStatus: "00",
 *   amount: { value: "10000.00", currency: "IDR" }
 * }).amount // => 10000
 * ```
 */
export const QrisNotification = tolerantKeys(
  Schema.Struct({
    originalReferenceNo: AnsweredReferenceNo,
    originalPartnerReferenceNo: Schema.optionalKey(AnsweredReferenceNo),
    latestTransactionStatus: QrisStatus,
    transactionStatusDesc: textDetail,
    amount: Schema.optionalKey(Schema.NullOr(RupiahFromSnap)),
    additionalInfo: detail(AdditionalInfo)
  }),
  snapAliases
)

/** The QRIS notification. */
export type QrisNotification = typeof QrisNotification.Type

/** The path Finpay documents for the notification on the merchant's side. */
export const qrisNotificationPath = "/pg/payment/card/v1.0/qr/qr-mpm-notify"
