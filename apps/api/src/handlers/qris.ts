import { isQrisFinal, isQrisPaid } from "@openfinpay/finpay-core"
import { Finpay } from "@openfinpay/finpay-transport"
import * as Effect from "effect/Effect"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import { Api } from "../contract/Api.ts"
import { CreatedQrisPayment, QrisRefund } from "../contract/qris.ts"
import type { NewQrisPayment, QrisPayment } from "../contract/qris.ts"
import { answerOf, doneOf, present, timeOf } from "./finpay-answer.ts"
import { mutate } from "./mutate.ts"
import { failQuery } from "./to-problem.ts"

const locationOf = (referenceNo: string | undefined): string | undefined =>
  referenceNo && `/v1/qris/payments/${encodeURIComponent(referenceNo)}`

/** The endpoints under `/v1/qris`. */
export const qris = HttpApiBuilder.group(
  Api,
  "qris",
  Effect.fnUntraced(function*(handlers) {
    const finpay = yield* Finpay

    const generate = ({ additionalInfo = {}, ...request }: NewQrisPayment) =>
      finpay.qris.generate({ ...request, additionalInfo })

    return handlers.handleAll({
      create: ({ headers, payload }) => {
        const { amount, partnerReferenceNo } = payload
        return mutate({
          key: headers["idempotency-key"],
          operation: "qrisGenerate",
          reference: partnerReferenceNo,
          request: payload,
          location: (answer) => locationOf(answer?.referenceNo),
          answer: CreatedQrisPayment,
          send: Effect.map(generate(payload), (answer): CreatedQrisPayment => ({
            ...doneOf(answer),
            partnerReferenceNo,
            amount,
            qrContent: answer.qrContent,
            ...present({
              referenceNo: answer.referenceNo,
              qrUrl: answer.qrUrl,
              merchantName: answer.merchantName,
              terminalId: answer.terminalId
            })
          }))
        })
      },

      get: ({ params: { referenceNo }, query: { partnerReferenceNo } }) =>
        finpay.qris.query({
          originalReferenceNo: referenceNo,
          ...present({ originalPartnerReferenceNo: partnerReferenceNo })
        }).pipe(
          Effect.map((answer): QrisPayment => ({
            ...answerOf(answer),
            latestTransactionStatus: answer.latestTransactionStatus,
            isPaid: isQrisPaid(answer.latestTransactionStatus) ?? null,
            isFinal: isQrisFinal(answer.latestTransactionStatus) ?? null,
            ...present({
              originalReferenceNo: answer.originalReferenceNo,
              originalPartnerReferenceNo: answer.originalPartnerReferenceNo,
              transactionStatusDesc: answer.transactionStatusDesc,
              amount: answer.amount
            })
          })),
          Effect.catch(failQuery)
        ),

      refund: ({ headers, payload }) => {
        const { originalReferenceNo, partnerRefundNo, refundAmount } = payload
        return mutate({
          key: headers["idempotency-key"],
          operation: "qrisRefund",
          reference: originalReferenceNo,
          request: payload,
          location: () => locationOf(originalReferenceNo),
          answer: QrisRefund,
          send: Effect.map(finpay.qris.refund(payload), (answer): QrisRefund => ({
            ...doneOf(answer),
            originalReferenceNo,
            partnerRefundNo,
            refundAmount,
            ...present({
              refundNo: answer.refundNo ?? answer.referenceNo,
              refundTime: answer.refundTime && timeOf(answer.refundTime)
            })
          }))
        })
      }
    })
  })
)
