import { assert, it } from "@effect/vitest"
import { serve } from "@openfinpay/finpay-simulator"
import { Effect } from "effect"
import { clients, openFinpay } from "../support/clients.ts"

for (const [name, http] of clients) {
  it.live(`100 SNAP calls at once without a token make one token request (${name})`, () =>
    Effect.scoped(Effect.gen(function*() {
      const { simulator, url } = yield* serve({ port: 0 })
      const finpay = yield* openFinpay(url, http)
      const calls = Array.from(
        { length: 100 },
        (_, index) => Effect.flip(finpay.qris.query({ originalReferenceNo: `UNKNOWN-${index}` }))
      )
      const errors = yield* Effect.all(calls, { concurrency: "unbounded" })
      assert.deepStrictEqual([...new Set(errors.map(({ _tag }) => _tag))], ["NotFound"])
      assert.lengthOf(yield* simulator.requests({ operation: "snapToken" }), 1)
      const queries = yield* simulator.requests({ operation: "qrisQuery" })
      assert.lengthOf(queries, 100)
      assert.strictEqual(new Set(queries.map(({ externalId }) => externalId)).size, 100)
    })))
}
