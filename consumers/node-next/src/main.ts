import { makeClient } from "@openfinpay/finpay-api/client"
import { formatRupiah, isPaid, OrderId, Rupiah } from "@openfinpay/finpay-core"
import { accountOf, Journal, layerSqlite } from "@openfinpay/finpay-journal"
import * as Reconcile from "@openfinpay/finpay-reconcile"
import { serve } from "@openfinpay/finpay-simulator"
import { createFinpay, Finpay, localConfig } from "@openfinpay/finpay-transport"
import { layerUndici } from "@openfinpay/finpay-transport/undici"
import { Effect, Layer } from "effect"
import { FetchHttpClient } from "effect/http"
import { strict as assert } from "node:assert"

const order = (id: string) => ({
  customer: { email: "payer@example.co.id", firstName: "Payer", lastName: "Example", mobilePhone: "+6281234567890" },
  order: { id, amount: 22_000, description: "An example" },
  url: { callbackUrl: "http://127.0.0.1:9/callback" },
  sourceOfFunds: { type: "vabca" }
})

const program = Effect.gen(function*() {
  const { simulator, url } = yield* serve({ port: 0 })

  // With promises.
  const finpay = createFinpay({ environment: "local", baseUrl: url })
  yield* Effect.promise(() => finpay.payments.initiate(order("INV-1")))
  yield* simulator.pay("INV-1")
  const status = (yield* Effect.promise(() => finpay.payments.check({ orderId: "INV-1" }))).data?.result?.payment
    ?.status
  assert.equal(status === undefined ? undefined : isPaid(status), true)
  yield* Effect.promise(() => finpay.close())

  // Through the journal.
  const config = localConfig(url)
  const live = Journal.layer({ account: accountOf(config) }).pipe(
    Layer.provide(layerSqlite({ file: ":memory:" })),
    Layer.provide(Finpay.layer(config).pipe(Layer.provide(layerUndici(config))))
  )
  const state = yield* Effect.gen(function*() {
    const journal = yield* Journal
    const refund = { operation: "refund", request: { order: { id: "INV-1", amount: 22_000 } } } as const
    const { mutation } = yield* journal.submit({ ...refund, key: "k", actor: "shop" }, { waitMillis: 120_000 })
    return mutation.state
  }).pipe(Effect.provide(live))
  assert.equal(state, "succeeded")

  // The typed client's types and the other packages' exports resolve.
  const api = yield* makeClient({ baseUrl: "http://127.0.0.1:1" }).pipe(Effect.provide(FetchHttpClient.layer))
  const unreachable = yield* Effect.flip(api.system.health())
  assert.equal(unreachable._tag, "HttpClientError")
  assert.equal(OrderId.make("INV-1"), "INV-1")
  assert.equal(formatRupiah(Rupiah.make(22_000)).includes("22.000"), true)
  assert.equal(typeof Reconcile.reconcile, "function")
})

await Effect.runPromise(Effect.scoped(program))
console.log("node-next: ok")
