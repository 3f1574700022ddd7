import {
  MerchantId,
  parseSnapTimestamp,
  qrisGenerate,
  qrisRefund,
  ReferenceNo,
  SubMerchantId
} from "@openfinpay/finpay-core"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import * as HttpApiSchema from "effect/http-api/HttpApiSchema"
import { annotations } from "effect/http-api/OpenApi"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { Amount, RequestedAmount } from "./amount.ts"
import { answerFields, changedFields, doneFields, FinpayTimeJson, optionalText, perhaps } from "./answer.ts"
import { creation, mutation, query } from "./document.ts"
import { creationHeaders, mutationHeaders } from "./idempotency-key.ts"
import { ageFields, from } from "./known-payment.ts"
import { merchantHeader } from "./merchant-header.ts"
import { creationProblems, mutationProblems, readProblems } from "./problem-lists.ts"
import { RefundNumberUsedProblem } from "./problems.ts"

const generateFields = qrisGenerate.request.to.fields

const merchant = {
  merchantId: Schema.optionalKey(MerchantId.annotate({ description: "The server's own where left out." })),
  subMerchantId: Schema.optionalKey(SubMerchantId.annotate({ description: "The server's own where left out." }))
} as const

/** A QR to be made. */
export const NewQrisPayment = Schema.Struct({
  partnerReferenceNo: ReferenceNo.annotate({ description: "Your own number of the payment, 1 to 64 characters." }),
  amount: RequestedAmount,
  FeeAmount: Schema.optionalKey(Amount),
  ...merchant,
  terminalId: generateFields.terminalId,
  validityPeriod: Schema.String.check(
    Schema.makeFilter((text: string) =>
      text.length <= 25 && Result.isSuccess(parseSnapTimestamp(text))
        ? undefined
        : "it is a time with a zone, such as 2026-11-21T10:00:00+07:00"
    )
  ).annotate({
    format: "date-time",
    description: "Until when it can be paid: a time with a zone, at most 25 characters.",
    examples: ["2026-11-21T10:00:00+07:00"]
  }),
  additionalInfo: Schema.optionalKey(Schema.Struct(generateFields.additionalInfo.to.fields))
}).annotate({ identifier: "NewQrisPayment" })

/** A QR to be made. */
export type NewQrisPayment = typeof NewQrisPayment.Type

/** A QR that can be paid. */
export const CreatedQrisPayment = Schema.Struct({
  ...doneFields,
  partnerReferenceNo: Schema.String,
  referenceNo: optionalText("Finpay's number of the payment: keep it, to query and refund."),
  amount: Amount,
  qrContent: Schema.String.annotate({ description: "The text to draw as a QR." }),
  qrUrl: optionalText("A picture of the QR."),
  merchantName: optionalText("The name the payer sees."),
  terminalId: optionalText("The terminal, where one was named.")
}).annotate({ identifier: "CreatedQrisPayment" })

/** A QR that can be paid. */
export type CreatedQrisPayment = typeof CreatedQrisPayment.Type

/** What Finpay knows of a QRIS payment. */
export const QrisPayment = Schema.Struct({
  ...answerFields,
  originalReferenceNo: optionalText("As Finpay gives it; it may swap the two references."),
  originalPartnerReferenceNo: optionalText("Your own number of the payment, as Finpay gives it."),
  latestTransactionStatus: Schema.optionalKey(Schema.String.annotate({
    description:
      "00 success, 01 initiated, 02 paying, 03 pending, 04 refunded, 05 cancelled, 06 failed, 07 not found. " +
      "An unknown one is given as it came. Not there only for `?from=known` of a payment that was created and not asked " +
      "about yet.",
    examples: ["00"]
  })),
  transactionStatusDesc: optionalText("Finpay's words for the status."),
  isPaid: perhaps("Was it paid, even if refunded since?"),
  isFinal: perhaps("Can nothing follow this status any more?"),
  amount: Schema.optionalKey(Amount),
  ...ageFields
}).annotate({ identifier: "QrisPayment" })

/** What Finpay knows of a QRIS payment. */
export type QrisPayment = typeof QrisPayment.Type

/** A QRIS payment to be given back. */
export const NewQrisRefund = Schema.Struct({
  originalReferenceNo: ReferenceNo.annotate({ description: "Finpay's number of the payment." }),
  originalPartnerReferenceNo: Schema.optionalKey(ReferenceNo.annotate({ description: "Your own number of it." })),
  partnerRefundNo: ReferenceNo.annotate({
    description: "Your own number of the refund. Never use a new one while the outcome of the old is unknown."
  }),
  refundAmount: RequestedAmount,
  reason: qrisRefund.request.to.fields.reason,
  ...merchant
}).annotate({ identifier: "NewQrisRefund" })

/** A QRIS payment to be given back. */
export type NewQrisRefund = typeof NewQrisRefund.Type

/** A QRIS payment was given back, all or part of it. */
export const QrisRefund = Schema.Struct({
  ...changedFields,
  originalReferenceNo: Schema.String,
  partnerRefundNo: Schema.String,
  refundNo: optionalText("Finpay's number of the refund."),
  refundAmount: Amount,
  refundTime: Schema.optionalKey(FinpayTimeJson)
}).annotate({ identifier: "QrisRefund" })

/** A QRIS payment was given back, all or part of it. */
export type QrisRefund = typeof QrisRefund.Type

/** QRIS over SNAP BI: make a QR, read its payment, give it back. */
export class QrisGroup extends HttpApiGroup.make("qris").add(
  HttpApiEndpoint.post("create", "/qris/payments", {
    headers: creationHeaders,
    payload: NewQrisPayment,
    success: CreatedQrisPayment.pipe(HttpApiSchema.status(201)),
    error: creationProblems
  }).annotateMerge(creation("Create a QRIS payment", "Makes a QR that can be paid (SNAP: qr-mpm-generate).")),
  HttpApiEndpoint.get("get", "/qris/payments/:referenceNo", {
    params: { referenceNo: ReferenceNo },
    query: { partnerReferenceNo: Schema.optionalKey(ReferenceNo), from },
    headers: merchantHeader,
    success: QrisPayment,
    error: readProblems
  }).annotateMerge(query(
    "Read a QRIS payment",
    "Asks Finpay at this moment (SNAP: qr-mpm-query); with `?from=known` gives what was seen last."
  )),
  HttpApiEndpoint.post("refund", "/qris/refunds", {
    headers: mutationHeaders,
    payload: NewQrisRefund,
    success: QrisRefund,
    error: [...mutationProblems, RefundNumberUsedProblem]
  }).annotateMerge(
    mutation("Refund a QRIS payment", "Gives back all or part of it (SNAP: qr-mpm-refund). Moves money.")
  )
).annotateMerge(annotations({ title: "QRIS", description: "QRIS payments over SNAP BI." })) {}
