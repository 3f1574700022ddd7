import { signCallbackText, verifyCallback } from "@openfinpay/finpay-core"
import { createFinpay } from "@openfinpay/finpay-transport"
import { Effect, Redacted } from "effect"

/** What a worker would do: refund over the runtime's fetch, and take a callback. */
export const work = async () => {
  const finpay = createFinpay({ environment: "local", baseUrl: "http://127.0.0.1:4710" })
  const { responseCode } = await finpay.payments.refund({ order: { id: "INV-1", amount: 22000 } })
  await finpay.close()
  const key = Redacted.make("a-merchant-key")
  const signed = await Effect.runPromise(signCallbackText("{\"order\":{\"id\":\"INV-1\",\"amount\":22000}}", key))
  const { notification } = await Effect.runPromise(verifyCallback({ body: new TextEncoder().encode(signed), key }))
  return { responseCode, order: notification.order.id }
}
