import { cancel, isFinal, isPaid, refund, voidPayment } from "@openfinpay/finpay-core"
import type { Change } from "@openfinpay/finpay-journal"
import { Finpay } from "@openfinpay/finpay-transport"
import * as Effect from "effect/Effect"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import { Api } from "../contract/Api.ts"
import { CreatedPayment } from "../contract/payments.ts"
import type { ChangedPayment, Payment } from "../contract/payments.ts"
import { answerOf, changedOf, doneOf, keptAnswer, present, timeOf } from "./finpay-answer.ts"
import { initiateRequest } from "./initiate-request.ts"
import { paymentLocation } from "./locations.ts"
import { mutate } from "./mutate.ts"
import type { MutationHeaders } from "./mutate.ts"
import { once } from "./once.ts"
import { failQuery } from "./to-problem.ts"

const operations = { refund, void: voidPayment, cancel }

type OrderChange = Extract<Change, { readonly operation: keyof typeof operations }>

const changeOrder = Effect.fnUntraced(function*(headers: MutationHeaders, change: OrderChange) {
  // Only QRIS refunds have a number of their own that another one could have.
  const mutation = yield* Effect.catchTag(mutate(headers, change), "SimilarUnderWay", Effect.die)
  return changedOf(mutation, yield* keptAnswer(operations[change.operation], mutation))
})

/** The endpoints under `/v1/payments`. */
export const payments = HttpApiBuilder.group(
  Api,
  "payments",
  (handlers) =>
    handlers.handleAll({
      create: Effect.fnUntraced(function*({ headers, payload }) {
        const finpay = yield* Finpay
        const { amount, id: orderId } = payload.order
        return yield* once({
          key: headers["idempotency-key"],
          operation: "initiate",
          reference: orderId,
          request: payload,
          location: () => paymentLocation(orderId),
          answer: CreatedPayment,
          send: Effect.map(
            finpay.payments.initiate(initiateRequest(payload)),
            (answer): CreatedPayment => ({
              ...doneOf(answer),
              orderId,
              amount,
              ...present({
                paymentCode: answer.paymentCode,
                redirecturl: answer.redirecturl,
                appurl: answer.appurl,
                imageurl: answer.imageurl,
                stringQr: answer.stringQr,
                expiryLink: answer.expiryLink && timeOf(answer.expiryLink)
              })
            })
          )
        })
      }),

      get: ({ params: { orderId } }) =>
        Effect.flatMap(Finpay, (finpay) => finpay.payments.check({ orderId })).pipe(
          Effect.map((answer): Payment => {
            const { order, result } = answer.data ?? {}
            const status = result?.payment?.status
            return {
              ...answerOf(answer),
              orderId,
              isPaid: status === undefined ? null : isPaid(status) ?? null,
              isFinal: status === undefined ? null : isFinal(status) ?? null,
              ...present({ status, orderAmount: order?.amount, paidAmount: result?.payment?.amount })
            }
          }),
          Effect.catch(failQuery)
        ),

      refund: ({ headers, params: { orderId }, payload: { amount } }) =>
        Effect.map(
          changeOrder(headers, { operation: "refund", request: { order: { id: orderId, amount } } }),
          (changed): ChangedPayment => ({ ...changed, orderId, amount })
        ),

      void: ({ headers, params: { orderId }, payload: { amount } }) =>
        Effect.map(
          changeOrder(headers, { operation: "void", request: { order: { id: orderId, amount } } }),
          (changed): ChangedPayment => ({ ...changed, orderId, amount })
        ),

      cancel: ({ headers, params: { orderId } }) =>
        Effect.map(
          changeOrder(headers, { operation: "cancel", request: { orderId } }),
          (changed): ChangedPayment => ({ ...changed, orderId })
        )
    })
)
