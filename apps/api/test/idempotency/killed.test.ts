import { assert, it } from "@effect/vitest"
import { serve } from "@openfinpay/finpay-simulator"
import { localConfig } from "@openfinpay/finpay-transport"
import { Context, Effect, Fiber, Layer, Redacted } from "effect"
import { SqlClient } from "effect/sql"
import { serveApi } from "../../src/serve-api.ts"
import { post } from "../support/api.ts"
import { connectionTo, describeDatabases } from "../support/databases.ts"
import { keptLogs } from "../support/logs.ts"
import { launch, readyOf } from "../support/process.ts"
import { newPayment } from "../support/simulated.ts"

describeDatabases("a server, killed with -9 while Finpay holds the answer to a new payment", (fresh) => {
  it.live(
    "leaves its key in flight, and then unknown for ever: it is made once, at whatever server it is repeated",
    () =>
      Effect.gen(function*() {
        const database = yield* fresh
        const { simulator, url } = yield* serve({ port: 0 })
        const killed = yield* launch({
          FINPAY_API_PORT: "0",
          FINPAY_BASE_URL: url,
          FINPAY_DATABASE_URL: Redacted.value(database.url)
        })
        const before = readyOf(yield* killed.firstLine).url
        const other = yield* serveApi({ finpay: localConfig(url), port: 0, database: { url: database.url } })
        yield* simulator.setFaults([{ kind: "no-answer", operation: "initiate" }])
        const asked = yield* Effect.forkChild(
          Effect.exit(Effect.tryPromise(() =>
            fetch(`${before}/v1/payments`, {
              method: "POST",
              headers: { "content-type": "application/json", "idempotency-key": "create-1" },
              body: JSON.stringify(newPayment("INV-1"))
            })
          ))
        )
        yield* Effect.repeat(simulator.requests({ operation: "initiate" }), { until: ({ length }) => length === 1 })
        killed.child.kill("SIGKILL")
        assert.strictEqual((yield* Fiber.join(asked))._tag, "Failure")
        const repeat = (id = "INV-1") => post(`${other.url}/v1/payments`, newPayment(id), "create-1")
        const inFlight = yield* repeat()
        assert.strictEqual(inFlight.status, 409, inFlight.text)
        // As long as a call can take has passed, and nothing was heard of who sent it.
        const sql = Context.get(yield* Layer.build(connectionTo(database)), SqlClient.SqlClient)
        yield* sql`UPDATE finpay_api_intent SET claimed_until = 1`
        for (let asking = 0; asking < 3; asking++) {
          const lost = yield* repeat()
          assert.strictEqual(lost.status, 202, lost.text)
          assert.strictEqual(lost.headers.get("idempotency-replayed"), "true")
          assert.strictEqual(lost.headers.get("location"), "/v1/payments/INV-1")
          assert.deepInclude(lost.json, {
            type: "/problems/outcome-unknown",
            operationState: "unknown",
            safeToRetry: false,
            operation: "initiate",
            reference: "INV-1"
          })
        }
        const rebuilt = yield* repeat("INV-2")
        assert.deepInclude(rebuilt.json, { type: "/problems/idempotency-key-reused", firstRequest: "unknown" })
        assert.strictEqual((yield* simulator.requests({ operation: "initiate" })).length, 1)
      }).pipe(Effect.provide(keptLogs))
  )
})
