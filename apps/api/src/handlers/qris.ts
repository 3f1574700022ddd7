import { qrisRefund } from "@openfinpay/finpay-core"
import { Journal } from "@openfinpay/finpay-journal"
import { Finpay } from "@openfinpay/finpay-transport"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import { Api } from "../contract/Api.ts"
import { CreatedQrisPayment } from "../contract/qris.ts"
import type { NewQrisPayment, NewQrisRefund, QrisRefund } from "../contract/qris.ts"
import { askQris } from "../payments/ask-finpay.ts"
import { answerOf, changedOf, doneOf, keptAnswer, present, timeOf } from "./finpay-answer.ts"
import { failRefundNumberUsed } from "./key-problems.ts"
import { fileCreated, filed, lastSeen, qrisPaymentOf } from "./known-payment.ts"
import { qrisLocation } from "./locations.ts"
import { mutate, readMutation } from "./mutate.ts"
import type { MutationHeaders } from "./mutate.ts"
import { once } from "./once.ts"
import { failQuery } from "./to-problem.ts"

const refund = Effect.fnUntraced(function*(headers: MutationHeaders, request: NewQrisRefund) {
  const journal = yield* Journal
  const mutation = yield* Effect.catchTag(
    mutate(headers, { operation: "qrisRefund", request }),
    "SimilarUnderWay",
    ({ mutationId }) => Effect.flatMap(readMutation(journal, mutationId), failRefundNumberUsed)
  )
  const answer = yield* keptAnswer(qrisRefund, mutation)
  const { originalReferenceNo, partnerRefundNo, refundAmount } = request
  return {
    ...changedOf(mutation, answer),
    originalReferenceNo,
    partnerRefundNo,
    refundAmount,
    ...present({
      refundNo: answer?.refundNo ?? answer?.referenceNo,
      refundTime: answer?.refundTime && timeOf(answer.refundTime)
    })
  } satisfies QrisRefund
})

const generate = (finpay: Finpay["Service"], { additionalInfo = {}, ...request }: NewQrisPayment) =>
  finpay.qris.generate({ ...request, additionalInfo })

/** The endpoints under `/v1/qris`. */
export const qris = HttpApiBuilder.group(
  Api,
  "qris",
  (handlers) =>
    handlers.handleAll({
      create: Effect.fnUntraced(function*({ headers, payload }) {
        const finpay = yield* Finpay
        const { amount, partnerReferenceNo } = payload
        const fileNow = yield* fileCreated
        return yield* once({
          key: headers["idempotency-key"],
          operation: "qrisGenerate",
          reference: partnerReferenceNo,
          request: payload,
          location: (answer) => answer?.referenceNo && qrisLocation(answer.referenceNo),
          answer: CreatedQrisPayment,
          send: generate(finpay, payload).pipe(
            Effect.tap((answer) =>
              // Without Finpay's number of it there is nothing to ask for later.
              answer.referenceNo === undefined ? Effect.void : fileNow({
                kind: "qris",
                reference: answer.referenceNo,
                partnerReference: partnerReferenceNo,
                answer: answerOf(answer),
                amount
              })
            ),
            Effect.map((answer): CreatedQrisPayment => ({
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
          )
        })
      }),

      get: Effect.fnUntraced(function*({ params: { referenceNo }, query: { from, partnerReferenceNo } }) {
        const finpay = yield* Finpay
        const shown = from === "known"
          ? yield* lastSeen("qris", referenceNo)
          : yield* Effect.flatMap(Effect.catch(askQris(finpay, referenceNo, partnerReferenceNo), failQuery), filed)
        return qrisPaymentOf(shown, yield* Clock.currentTimeMillis)
      }),

      refund: ({ headers, payload }) => refund(headers, payload)
    })
)
