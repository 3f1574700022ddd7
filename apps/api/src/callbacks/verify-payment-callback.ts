import { authenticateCallback, OrderId, PaymentNotification, problemsOf } from "@openfinpay/finpay-core"
import type { CallbackRefused } from "@openfinpay/finpay-core"
import * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { createHash } from "node:crypto"
import { present } from "../handlers/finpay-answer.ts"
import { maxCallbackBytes } from "../http/body.ts"
import type { Said, Verdict } from "./Callback.ts"

const decode = Schema.decodeUnknownResult(PaymentNotification, { errors: "all" })

/** The order a callback is about that is otherwise not as we know it, so that it can be asked about all the same. */
const OnlyOrder = Schema.Struct({ order: Schema.Struct({ id: OrderId }) })

const orderIn = (payload: unknown): Said => {
  const read = Schema.decodeUnknownResult(OnlyOrder)(payload)
  return Result.isSuccess(read) ? { reference: read.success.order.id } : {}
}

const unreadable = (payload: unknown, fields: ReadonlyArray<string>) => ({
  state: "unreadable",
  reason: `not as we know it: ${[...new Set(fields)].join(", ")}`,
  said: orderIn(payload)
} as const)

const read = (payload: unknown) => {
  const notification = decode(payload)
  if (Result.isFailure(notification)) {
    return unreadable(payload, problemsOf(notification.failure.issue).map(({ field }) => field))
  }
  const { order, result } = notification.success
  const payment = result?.payment
  // An amount that is no whole number of rupiah cannot be compared with one.
  if (payment?.amount !== undefined && payment.amount !== null && payment.amount.rupiah === undefined) {
    return unreadable(payload, ["result.payment.amount"])
  }
  return {
    state: "verified",
    said: {
      reference: order.id,
      orderAmount: order.amount,
      ...present({ status: payment?.status, paidAmount: payment?.amount?.rupiah })
    }
  } as const
}

/** Checks a payment callback over its raw bytes with the Merchant Key, in constant time, and reads what was signed. */
export const verifyPaymentCallback = (
  key: Redacted.Redacted,
  body: Uint8Array
): Effect.Effect<Exclude<Verdict, { state: "refused" }>, CallbackRefused> =>
  Effect.map(authenticateCallback({ body, key, maxBytes: maxCallbackBytes }), ({ payload, signedText }) => ({
    ...read(payload),
    signedDigest: createHash("sha256").update(signedText).digest("hex")
  }))
