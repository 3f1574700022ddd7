import { assert, describe, it } from "@effect/vitest"
import { OrderId, OutcomeUnknown, Rupiah } from "@openfinpay/finpay-core"
import { Effect, Redacted } from "effect"
import { FetchHttpClient } from "effect/http"
import { execFileSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { makeClient } from "../src/client.ts"
import { startApi } from "./support/api.ts"
import { answered, envelope, fakeFinpay, ordered } from "./support/fake-finpay.ts"

const orderId = OrderId.make("INV-1")
const unknown = new OutcomeUnknown({
  operation: "refund",
  reference: "INV-1",
  reason: "timeout",
  detail: "d",
  nextStep: "n",
  safeToRetry: false
})

const start = startApi(
  fakeFinpay({
    payments: {
      check: () => Effect.succeed(ordered("PAID")),
      refund: ({ order }) => order.amount === 1 ? Effect.fail(unknown) : Effect.succeed(answered(envelope))
    }
  }),
  { isOpen: false }
)

const refund = (amount: number, key: string, prefer = "wait=30") => ({
  params: { orderId },
  headers: { "idempotency-key": key, prefer },
  payload: { amount: Rupiah.make(amount) }
})

describe("the typed client", () => {
  it.effect("reads and refunds, and has the unknown outcome as an error that cannot be overlooked", () =>
    Effect.gen(function*() {
      const { newKey, url } = yield* start
      const apiKey = Redacted.make(yield* newKey())
      const api = yield* makeClient({ baseUrl: url, apiKey })
      const payment = yield* api.payments.get({ params: { orderId }, query: {}, headers: {} })
      assert.deepInclude(payment, { orderId, isPaid: true, responseCode: "2000000" })
      const done = yield* api.payments.refund(refund(21_000, "a"))
      assert.deepInclude(done, { operationState: "succeeded", amount: Rupiah.make(21_000) })
      const perhaps = yield* Effect.flip(api.payments.refund(refund(1, "b", "wait=0")))
      assert.strictEqual(perhaps._tag, "OutcomeUnknown")
      const { mutations } = yield* api.mutations.list({ headers: {}, query: { state: ["succeeded"] } })
      assert.deepStrictEqual(mutations.map(({ id }) => id), [done.mutationId])
      const reused = yield* Effect.flip(api.payments.refund(refund(2, "a")))
      assert.strictEqual(reused._tag, "IdempotencyKeyReused")
    }).pipe(Effect.provide(FetchHttpClient.layer)))

  it.effect("without the key is refused, as an error of its own", () =>
    Effect.gen(function*() {
      const { url } = yield* start
      const api = yield* makeClient({ baseUrl: url })
      const error = yield* Effect.flip(api.receivedCallbacks.list({ headers: {}, query: {} }))
      assert.strictEqual(error._tag, "ApiKeyRefused")
    }).pipe(Effect.provide(FetchHttpClient.layer)))

  it("holds nothing of the server", () => {
    const client = fileURLToPath(new URL("../src/client.ts", import.meta.url))
    const program = `import { registerHooks } from "node:module"
const loaded = []
registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) })
await import(${JSON.stringify(client)})
console.log(JSON.stringify(loaded))`
    const loaded: ReadonlyArray<string> = JSON.parse(
      execFileSync(process.execPath, ["--input-type=module", "-e", program], { encoding: "utf8" })
    )
    assert.isTrue(loaded.some((url) => url.endsWith("/contract/Api.ts")))
    const ofTheServer = /\/apps\/api\/src\/(?!client\.ts|contract\/)|finpay-transport|platform-node|^node:http/u
    assert.deepStrictEqual(loaded.filter((url) => ofTheServer.test(url)), [])
  })
})
