import { localCredentials, type Rupiah } from "@openfinpay/finpay-core"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { setting } from "../input/setting.ts"
import { wibOf } from "../output/text.ts"

/** What a test callback is about. */
export interface PayloadOf {
  readonly order: string
  readonly amount: Rupiah
  readonly status: string
  readonly source: string
}

/**
 * The members of a payment callback as Finpay sends them, in its order, with no payer's data in it. Its references begin
 * with `TEST-`, so that whoever finds it in a log knows what it is.
 */
export const testPayload = Effect.fnUntraced(function*({ amount, order, source, status }: PayloadOf) {
  const merchantId = Option.getOrElse(yield* setting("FINPAY_MERCHANT_ID"), () => localCredentials.merchantId)
  const datetime = wibOf(yield* Clock.currentTimeMillis).replace(" WIB", "")
  const reference = `TEST-${order}`
  return {
    merchant: { id: merchantId },
    customer: { id: "test@example.co.id" },
    order: { id: order, reference, amount, currency: "IDR" },
    transaction: { acquirerId: null },
    sourceOfFunds: { type: source, paymentCode: "" },
    meta: { data: null },
    result: { payment: { status, statusDesc: status, userDesc: "", datetime, reference, channel: "", amount } }
  }
})
