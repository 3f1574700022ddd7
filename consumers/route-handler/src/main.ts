import { signCallbackText } from "@openfinpay/finpay-core"
import { Effect, Redacted } from "effect"
import { strict as assert } from "node:assert"

process.env["FINPAY_MERCHANT_KEY"] = "a-merchant-key"
const { POST } = await import("./route.js")

const post = (body: string) => POST(new Request("http://127.0.0.1/api/finpay/callback", { method: "POST", body }))
const signed = await Effect.runPromise(
  signCallbackText("{\"order\":{\"id\":\"INV-1\",\"amount\":22000}}", Redacted.make("a-merchant-key"))
)
const taken = await post(signed)
assert.equal(taken.status, 200)
assert.match(await taken.text(), /INV-1/)
assert.equal((await post(signed.replace("INV-1", "INV-2"))).status, 401)
console.log("route-handler: ok")
