import { invalidRequest, voidPayment } from "@openfinpay/finpay-core"
import type { FinpayError, Rupiah } from "@openfinpay/finpay-core"
import type { Change } from "@openfinpay/finpay-journal"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import type { Merchant } from "../merchants/Merchant.ts"

/** A void could not be compared with the limit, or is not of the whole order. Nothing was written down. */
export class VoidNotChecked extends Data.TaggedError("VoidNotChecked")<{ readonly error: FinpayError }> {}

const wrongAmount = (whole: Rupiah | undefined): string =>
  whole === undefined
    ? "cannot be compared with the limit: Finpay does not say how much the order is, and a void takes back all of it"
    : `must be ${whole}, the whole order: a void takes back all of it`

/**
 * Where there is a limit, the amount of a void has to be that of the whole order, or one person could void any payment
 * by naming a small amount: nobody has said whether Finpay looks at it. Asks Finpay for the order; only reads.
 */
export const checkVoid = Effect.fnUntraced(
  function*({ approvalAbove, finpay }: Merchant, change: Change): Effect.fn.Return<void, VoidNotChecked> {
    if (change.operation !== "void" || approvalAbove === undefined) return
    const { amount, id } = change.request.order
    const { data } = yield* Effect.mapError(
      finpay.payments.check({ orderId: id }),
      (error) => new VoidNotChecked({ error })
    )
    const whole = data?.order?.amount
    if (whole === amount) return
    const problem = { field: "amount", problem: wrongAmount(whole) }
    return yield* new VoidNotChecked({ error: invalidRequest(voidPayment.name, [problem], id) })
  }
)
