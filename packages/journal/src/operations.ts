import { cancel, maskAccountNumbers, prepare, qrisRefund, refund, voidPayment } from "@openfinpay/finpay-core"
import type { FinpayError, InvalidRequest, RequestInput } from "@openfinpay/finpay-core"
import type { Finpay } from "@openfinpay/finpay-transport"
import * as Effect from "effect/Effect"
import type { Change } from "./Journal.ts"
import type { Mutation } from "./Mutation.ts"

/** A change that was checked: what it is about, and the request as it is kept and sent. */
export interface CheckedChange {
  readonly operation: Mutation["operation"]
  readonly reference: string
  readonly refundNo?: string
  readonly amount?: number
  readonly request: unknown
}

/** What Finpay said to a mutation that it carried out. */
export interface Carried {
  /** The answer's JSON, account numbers masked. */
  readonly answer: unknown
  readonly traceId?: string | undefined
}

type FinpayService = Finpay["Service"]

/** Checks a request without sending it. Fails with every field that is wrong. */
export const checkChange = Effect.fnUntraced(
  function*(finpay: FinpayService, change: Change): Effect.fn.Return<CheckedChange, InvalidRequest> {
    switch (change.operation) {
      case "refund": {
        const { request } = yield* prepare(refund, change.request)
        const { amount, id } = request.order
        return { operation: "refund", reference: id, amount, request: { order: { id, amount } } }
      }
      case "void": {
        const { request } = yield* prepare(voidPayment, change.request)
        const { amount, id } = request.order
        return { operation: "void", reference: id, amount, request: { order: { id, amount } } }
      }
      case "cancel": {
        const { request } = yield* prepare(cancel, change.request)
        return { operation: "cancel", reference: request.orderId, request: { orderId: request.orderId } }
      }
      case "qrisRefund": {
        const { request } = yield* prepare(qrisRefund, finpay.filled(change.request))
        return {
          operation: "qrisRefund",
          reference: request.originalReferenceNo,
          refundNo: request.partnerRefundNo,
          amount: request.refundAmount,
          request: { ...request }
        }
      }
    }
  }
)

/**
 * Sends a mutation to Finpay. **The only place of the journal that does**: called once for each mutation, and again only
 * for a QRIS refund with the same `partnerRefundNo`.
 */
export const carryOut = (finpay: FinpayService, mutation: Mutation): Effect.Effect<Carried, FinpayError> => {
  const told = ({ raw, traceId }: { readonly raw: unknown; readonly traceId?: string }): Carried => ({
    answer: maskAccountNumbers(raw),
    traceId
  })
  // What `checkChange` made of the caller's request.
  const { operation, request } = mutation
  switch (operation) {
    case "refund":
      return Effect.map(finpay.payments.refund(request as RequestInput<typeof refund>), told)
    case "void":
      return Effect.map(finpay.payments.void(request as RequestInput<typeof voidPayment>), told)
    case "cancel":
      return Effect.map(finpay.payments.cancel(request as RequestInput<typeof cancel>), told)
    case "qrisRefund":
      return Effect.map(finpay.qris.refund(request as RequestInput<typeof qrisRefund>), told)
  }
}
