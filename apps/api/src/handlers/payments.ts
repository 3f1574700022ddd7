import { isFinal, isPaid } from "@openfinpay/finpay-core"
import type { OrderId } from "@openfinpay/finpay-core"
import { Finpay } from "@openfinpay/finpay-transport"
import * as Effect from "effect/Effect"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import { Api } from "../contract/Api.ts"
import { ChangedPayment, CreatedPayment } from "../contract/payments.ts"
import type { Payment } from "../contract/payments.ts"
import { answerOf, doneOf, present, timeOf } from "./finpay-answer.ts"
import { initiateRequest } from "./initiate-request.ts"
import { mutate } from "./mutate.ts"
import { failQuery } from "./to-problem.ts"

const locationOf = (orderId: OrderId): string => `/v1/payments/${encodeURIComponent(orderId)}`

/** The endpoints under `/v1/payments`. */
export const payments = HttpApiBuilder.group(
  Api,
  "payments",
  Effect.fnUntraced(function*(handlers) {
    const finpay = yield* Finpay

    return handlers.handleAll({
      create: ({ headers, payload }) => {
        const { amount, id: orderId } = payload.order
        return mutate({
          key: headers["idempotency-key"],
          operation: "initiate",
          reference: orderId,
          request: payload,
          location: () => locationOf(orderId),
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
      },

      get: ({ params: { orderId } }) =>
        finpay.payments.check({ orderId }).pipe(
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
        mutate({
          key: headers["idempotency-key"],
          operation: "refund",
          reference: orderId,
          request: { orderId, amount },
          location: () => locationOf(orderId),
          answer: ChangedPayment,
          send: Effect.map(
            finpay.payments.refund({ order: { id: orderId, amount } }),
            (answer): ChangedPayment => ({ ...doneOf(answer), orderId, amount })
          )
        }),

      void: ({ headers, params: { orderId }, payload: { amount } }) =>
        mutate({
          key: headers["idempotency-key"],
          operation: "void",
          reference: orderId,
          request: { orderId, amount },
          location: () => locationOf(orderId),
          answer: ChangedPayment,
          send: Effect.map(
            finpay.payments.void({ order: { id: orderId, amount } }),
            (answer): ChangedPayment => ({ ...doneOf(answer), orderId, amount })
          )
        }),

      cancel: ({ headers, params: { orderId } }) =>
        mutate({
          key: headers["idempotency-key"],
          operation: "cancel",
          reference: orderId,
          request: { orderId },
          location: () => locationOf(orderId),
          answer: ChangedPayment,
          send: Effect.map(
            finpay.payments.cancel({ orderId }),
            (answer): ChangedPayment => ({ ...doneOf(answer), orderId })
          )
        })
    })
  })
)
