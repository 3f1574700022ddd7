import { cancel, refund, voidPayment } from "@openfinpay/finpay-core"
import type { Change } from "@openfinpay/finpay-journal"
import { Finpay } from "@openfinpay/finpay-transport"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import { Api } from "../contract/Api.ts"
import { CreatedPayment } from "../contract/payments.ts"
import type { ChangedPayment } from "../contract/payments.ts"
import { CurrentMerchant } from "../merchants/Merchant.ts"
import { askOrder } from "../payments/ask-finpay.ts"
import { SeenPayments } from "../payments/SeenPayments.ts"
import { answerOf, changedOf, doneOf, keptAnswer, present, timeOf } from "./finpay-answer.ts"
import { initiateRequest } from "./initiate-request.ts"
import { failNotRead } from "./journal-problems.ts"
import { fileCreated, filed, knownPaymentOf, lastSeen, paymentOf } from "./known-payment.ts"
import { paymentLocation } from "./locations.ts"
import { mutate } from "./mutate.ts"
import type { MutationHeaders } from "./mutate.ts"
import { once } from "./once.ts"
import { millisOf } from "./times.ts"
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
        const fileNow = yield* fileCreated
        return yield* once({
          key: headers["idempotency-key"],
          operation: "initiate",
          reference: orderId,
          request: payload,
          location: () => paymentLocation(orderId),
          answer: CreatedPayment,
          send: finpay.payments.initiate(initiateRequest(payload)).pipe(
            Effect.tap((answer) => fileNow({ kind: "pg", reference: orderId, answer: answerOf(answer), amount })),
            Effect.map((answer): CreatedPayment => ({
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
            }))
          )
        })
      }),

      list: Effect.fnUntraced(function*({ query: { since, until, ...rest } }) {
        const seen = yield* SeenPayments
        const { account } = yield* CurrentMerchant
        const page = yield* seen.list(account, { ...rest, since: millisOf(since), until: millisOf(until) })
        const now = yield* Clock.currentTimeMillis
        return { ...page, payments: page.payments.map((known) => knownPaymentOf(known, now)) }
      }, Effect.catchTag("JournalUnavailable", failNotRead)),

      get: Effect.fnUntraced(function*({ params: { orderId }, query: { from } }) {
        const finpay = yield* Finpay
        const shown = from === "known"
          ? yield* lastSeen("pg", orderId)
          : yield* Effect.flatMap(Effect.catch(askOrder(finpay, orderId), failQuery), filed)
        return paymentOf(orderId, shown, yield* Clock.currentTimeMillis)
      }),

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
