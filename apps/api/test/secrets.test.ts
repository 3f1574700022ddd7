import { assert, describe, it } from "@effect/vitest"
import { localCredentials } from "@openfinpay/finpay-core"
import { localConfig } from "@openfinpay/finpay-transport"
import { Effect, Redacted } from "effect"
import { post, send } from "./support/api.ts"
import { logged } from "./support/logs.ts"
import { newPayment, startSimulated } from "./support/simulated.ts"
import { othersKey, startTwoMerchants } from "./support/two-merchants.ts"

const wrongKey = "a-merchant-key-that-is-wrong"

const { merchantId, merchantKey, snap } = localCredentials
const secrets = [
  othersKey,
  wrongKey,
  merchantKey,
  snap.clientSecret,
  Buffer.from(`${merchantId}:${merchantKey}`).toString("base64"),
  snap.privateKeyPem.split("\n")[1] ?? "no key"
]

describe("nothing secret", () => {
  it.live("is in an answer or in the log, whatever goes wrong", () =>
    Effect.gen(function*() {
      const { admin, newKey, simulator, simulatorUrl, url: api } = yield* startTwoMerchants()
      const payments = `${api}/v1/payments`
      const apiKey = yield* newKey("operator", [merchantId])
      const headers = { authorization: `Bearer ${apiKey}` }
      const texts: Array<string> = []
      const keep = (answer: Effect.Effect<{ readonly text: string; readonly headers: Headers }>) =>
        Effect.map(answer, ({ headers, text }) => texts.push(text, JSON.stringify([...headers])))

      yield* keep(post(payments, newPayment("INV-1"), "k-1", headers))
      yield* simulator.pay("INV-1")
      yield* keep(send(`${payments}/INV-1`, { headers }))
      yield* simulator.setFaults([
        { kind: "lost-answer", operation: "refund" },
        { kind: "html-after", operation: "void" },
        { kind: "internal-error", operation: "checkStatus", times: 10 }
      ])
      yield* keep(post(`${payments}/INV-1/refunds`, { amount: 1 }, "k-2", headers))
      yield* keep(post(`${payments}/INV-1/void`, { amount: 1 }, "k-3", headers))
      yield* keep(send(`${payments}/INV-1`, { headers }))
      yield* keep(send(`${api}/v1/qris/payments/R-1`, { headers }))
      yield* keep(send(`${payments}/INV-1`, { headers: { authorization: `Bearer ${apiKey}x` } }))
      yield* keep(send(`${api}/v1/callbacks/finpay/${merchantId}`, { method: "POST", body: "{\"signature\":\"\"}" }))
      yield* keep(send(`${api}/openapi.json`))
      for (const path of ["api-keys", "merchants", "merchants/NOBODY"]) {
        yield* keep(send(`${api}/v1/${path}`, { headers: { authorization: `Bearer ${admin}` } }))
      }

      const wrong = { ...localConfig(simulatorUrl), merchantKey: Redacted.make(wrongKey) }
      const other = yield* startSimulated({ finpay: wrong })
      yield* keep(send(`${other.payments}/INV-1`))

      assert.isAtLeast(logged.length, 5)
      const everything = [...texts, ...logged].join("\n")
      for (const secret of [...secrets, admin.slice(17), apiKey.slice(17)]) assert.notInclude(everything, secret)
    }))
})
