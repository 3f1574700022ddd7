import { checkStatus, invalidRequest, prepare, voidByGet, voidPayment } from "@openfinpay/finpay-core"
import type { Answered, FinpayError, RequestInput, ResponseOf, Rupiah } from "@openfinpay/finpay-core"
import * as Effect from "effect/Effect"
import type { CallOptions, RunCall } from "./calls.ts"

const amountProblem = (whole: Rupiah | undefined): string =>
  whole === undefined
    ? "cannot be compared: Finpay does not say how much the order is, and a void by GET takes back all of it"
    : `must be ${whole}, the whole order: a void by GET takes back all of it`

/**
 * A void in the GET form. It names no amount and takes back the whole order, so the order is asked first: an amount that
 * is not all of it is refused before anything is changed.
 */
export const voidWholeOrder = (run: RunCall) =>
  Effect.fnUntraced(
    function*(input: RequestInput<typeof voidPayment>, options?: CallOptions): Effect.fn.Return<
      Answered<ResponseOf<typeof voidByGet>>,
      FinpayError
    > {
      const { request } = yield* prepare(voidPayment, input)
      const { amount, id } = request.order
      const { data } = yield* run(checkStatus, { orderId: id }, options)
      const whole = data?.order?.amount
      if (whole !== amount) {
        const problem = { field: "order.amount", problem: amountProblem(whole) }
        return yield* invalidRequest(voidPayment.name, [problem], id, "Nothing was changed; mend the named field.")
      }
      return yield* run(voidByGet, { orderId: id }, options)
    }
  )
