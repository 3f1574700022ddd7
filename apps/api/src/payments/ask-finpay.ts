import type { FinpayError } from "@openfinpay/finpay-core"
import type { Finpay } from "@openfinpay/finpay-transport"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { answerOf, present } from "../handlers/finpay-answer.ts"
import type { Observation } from "./Observation.ts"

type Service = Finpay["Service"]

const said = (text: string | undefined): string | undefined => text?.trim() === "" ? undefined : text

/** Asks Finpay what it knows of an order and its payment. Only reads. */
export const askOrder = Effect.fnUntraced(
  function*({ payments }: Service, orderId: string): Effect.fn.Return<Observation, FinpayError> {
    const askedAt = yield* Clock.currentTimeMillis
    const answer = yield* payments.check({ orderId })
    const { order, result } = answer.data ?? {}
    return {
      kind: "pg",
      reference: orderId,
      askedAt,
      answer: answerOf(answer),
      ...present({
        status: said(result?.payment?.status),
        orderAmount: order?.amount,
        paidAmount: result?.payment?.amount
      })
    }
  }
)

/** Asks Finpay what it knows of a QRIS payment. Only reads. */
export const askQris = Effect.fnUntraced(
  function*(
    { qris }: Service,
    referenceNo: string,
    partnerReferenceNo?: string
  ): Effect.fn.Return<Observation, FinpayError> {
    const askedAt = yield* Clock.currentTimeMillis
    const answer = yield* qris.query({
      originalReferenceNo: referenceNo,
      ...present({ originalPartnerReferenceNo: partnerReferenceNo })
    })
    const { originalPartnerReferenceNo, originalReferenceNo, transactionStatusDesc } = answer
    return {
      kind: "qris",
      reference: referenceNo,
      askedAt,
      answer: {
        ...answerOf(answer),
        ...present({ originalReferenceNo, originalPartnerReferenceNo, transactionStatusDesc })
      },
      ...present({
        status: said(answer.latestTransactionStatus),
        orderAmount: answer.amount,
        partnerReference: partnerReferenceNo
      })
    }
  }
)

/** Whether Finpay answered that it knows no such payment, or knows it under another number: then nothing was seen. */
export const isUnknownToFinpay = ({ kind, status }: Observation): boolean => kind === "qris" && status === "07"
