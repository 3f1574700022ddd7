import { signCallbackText, verifyCallback } from "@openfinpay/finpay-core"
import { createFinpay } from "@openfinpay/finpay-transport"
import { Effect, Redacted } from "effect"
import assert from "node:assert"

const key = Redacted.make("a-merchant-key")
const text = JSON.stringify({ order: { id: "INV-1", amount: 22000 }, result: { payment: { status: "PAID" } } })
const signed = await Effect.runPromise(signCallbackText(text, key))
const body = new TextEncoder().encode(signed)
const { notification } = await Effect.runPromise(verifyCallback({ body, key }))
assert.equal(notification.order.id, "INV-1")
assert.throws(() => createFinpay({ environment: "sandbox" }), /merchantId/)
console.log("plain-js: ok")
