import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { problemsOf } from "../errors/invalid-request.ts"
import { authenticateCallback } from "./authenticate.ts"
import type { AuthenticCallback, CallbackInput } from "./authenticate.ts"
import { CallbackRefused } from "./CallbackRefused.ts"
import { PaymentNotification } from "./PaymentNotification.ts"

/** A payment notification whose signature is right. `payload` has every member, also those `notification` leaves out. */
export interface VerifiedCallback extends AuthenticCallback {
  /** What Finpay said, read from the signed text. */
  readonly notification: PaymentNotification
}

/**
 * Checks the signature of a payment callback and reads it.
 *
 * Then ask for the payment's status and act only if both agree: a right signature does not say that the callback is
 * new. Fails with {@link CallbackRefused}, never with anything that holds the body, the signature or the key. For
 * `unexpected-shape` the signature was right: nothing is lost, `authenticateCallback` returns the same body as JSON.
 *
 * Source: Finpay docs, notification callback (HMAC-SHA512 with the Merchant Key, lower-case hex, over PHP's
 * `json_encode` of all members but the signature).
 *
 * @example
 * ```ts
 * import { signCallback, verifyCallback } from "@openfinpay/finpay-core"
 * import { Effect, Redacted } from "effect"
 *
 * const key = Redacted.make("SoSecret123")
 * const paidOrder = Effect.gen(function*() {
 *   const body = yield* signCallback({ order: { id: "INV-1", amount: 22000 } }, key)
 *   const { notification } = yield* verifyCallback({ body: new TextEncoder().encode(body), key })
 *   return notification.order.id
 * })
 * Effect.runPromise(paidOrder).then((id) => id) // => "INV-1"
 * ```
 */
export const verifyCallback = Effect.fnUntraced(
  function*(input: CallbackInput): Effect.fn.Return<VerifiedCallback, CallbackRefused> {
    const authentic = yield* authenticateCallback(input)
    const { payload } = authentic
    const notification = yield* Effect.catch(
      decode(payload),
      () => Effect.mapError(decodeAll(payload), unexpectedShape)
    )
    return { ...authentic, notification }
  }
)

const decode = Schema.decodeUnknownEffect(PaymentNotification)
/** Looks on after the first member that does not fit. Slower also where all of them fit, so it is asked second. */
const decodeAll = Schema.decodeUnknownEffect(PaymentNotification, { errors: "all" })

/** Names the members that do not fit, without their values: they can hold personal data. */
const unexpectedShape = (error: Schema.SchemaError): CallbackRefused =>
  new CallbackRefused({
    reason: "unexpected-shape",
    fields: [...new Set(problemsOf(error.issue).map(({ field }) => field))]
  })
