import { isFinpayError, prepare, refund } from "@openfinpay/finpay-core"
import { createFinpay } from "@openfinpay/finpay-transport"
import { Effect } from "effect"

const request = Effect.runSync(prepare(refund, { order: { id: "INV-1", amount: 22_000 } }))
if (request.path !== "/pg/payment/card/refund") throw new Error(request.path)

const finpay = createFinpay({ environment: "local", baseUrl: "http://127.0.0.1:1" })
const tag = await finpay.payments.check({ orderId: "INV-1" }).then(
  () => "an answer",
  (error: unknown) => isFinpayError(error) ? error._tag : "no error of ours"
)
await finpay.close()
if (tag !== "Unavailable") throw new Error(tag)
console.log("bundler: ok")
