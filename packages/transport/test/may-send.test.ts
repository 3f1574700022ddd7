import { assert, describe, it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { MaySend } from "../src/index.ts"
import { openFinpay } from "./support/clients.ts"
import { answered, fakeHttp } from "./support/fake-http.ts"

const done = answered("2000000")
const checked = {
  status: 200,
  body: { responseCode: "2000000", data: { order: { id: "INV-1", amount: "22000" } } }
}
const order = { id: "INV-1", amount: 22_000 }

describe("who may not send any more", () => {
  it.effect("sends no mutation, and is told that nothing was processed", () =>
    Effect.gen(function*() {
      const http = fakeHttp(done)
      const { payments } = yield* openFinpay("http://127.0.0.1:1", http.layer)
      const refused = yield* Effect.flip(
        Effect.provideService(payments.refund({ order }), MaySend, Effect.succeed(false))
      )
      assert.deepInclude(refused, { _tag: "Unavailable", reason: "interrupted", safeToRetry: true, reference: "INV-1" })
      assert.lengthOf(http.requests, 0)
    }))

  it.effect("is asked after whatever has to be asked first: a void by GET looks at the order before", () =>
    Effect.gen(function*() {
      const http = fakeHttp(checked, done)
      const { payments } = yield* openFinpay("http://127.0.0.1:1", http.layer, { voidStyle: "get" })
      // Until the order was looked at, it was still ours.
      const maySend = Effect.sync(() => http.requests.length === 0)
      const outcome = yield* Effect.result(Effect.provideService(payments.void({ order }), MaySend, maySend))
      assert.isTrue(Result.isFailure(outcome))
      assert.deepStrictEqual(http.requests.map(({ url }) => new URL(url).pathname), [
        "/pg/payment/card/check/INV-1"
      ])
    }))

  it.effect("may ask as before", () =>
    Effect.gen(function*() {
      const http = fakeHttp(checked)
      const { payments } = yield* openFinpay("http://127.0.0.1:1", http.layer)
      yield* Effect.provideService(payments.check({ orderId: "INV-1" }), MaySend, Effect.succeed(false))
      assert.lengthOf(http.requests, 1)
    }))
})
