import * as Schema from "effect/Schema"
import { answerFields, optionalText } from "../contract/answer.ts"

/** What is kept of Finpay's answer about a payment beside its status and amounts: masked as it is shown. */
export const PaymentAnswer = Schema.Struct({
  ...answerFields,
  originalReferenceNo: optionalText("As Finpay gives it."),
  originalPartnerReferenceNo: optionalText("As Finpay gives it."),
  transactionStatusDesc: optionalText("Finpay's words for the status.")
})

/** What is kept of Finpay's answer about a payment. */
export type PaymentAnswer = typeof PaymentAnswer.Type
