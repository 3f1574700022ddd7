import { assert, describe, it } from "@effect/vitest"
import { serve } from "@openfinpay/finpay-simulator"
import { Effect, Fiber } from "effect"
import { join } from "node:path"
import { post, send } from "./support/api.ts"
import type { Json } from "./support/api.ts"
import { launch, readyOf, temporaryFolder } from "./support/process.ts"
import { newPayment } from "./support/simulated.ts"

describe("finpay-api, killed with -9 while Finpay holds the answer to a refund", () => {
  it.live("and started again, answers the same key: refunded once, and it knows", () =>
    Effect.gen(function*() {
      const { simulator, url } = yield* serve({ port: 0 })
      const env = {
        FINPAY_API_PORT: "0",
        FINPAY_BASE_URL: url,
        FINPAY_DATABASE_URL: `sqlite:${join(yield* temporaryFolder, "journal.sqlite")}`,
        FINPAY_JOURNAL_LEASE_SECONDS: "1"
      }
      const first = yield* launch(env)
      const before = readyOf(yield* first.firstLine).url
      yield* post(`${before}/v1/payments`, newPayment("INV-1"), "create-1")
      yield* simulator.pay("INV-1")
      yield* simulator.setFaults([{ kind: "no-answer", operation: "refund" }])
      const refund = yield* Effect.forkChild(
        Effect.exit(Effect.tryPromise(() =>
          fetch(`${before}/v1/payments/INV-1/refunds`, {
            method: "POST",
            headers: { "content-type": "application/json", "idempotency-key": "refund-1" },
            body: "{\"amount\":5000}"
          })
        ))
      )
      yield* Effect.repeat(simulator.order("INV-1"), { until: ({ refunded }) => refunded === 5_000 })
      first.child.kill("SIGKILL")
      assert.strictEqual((yield* Fiber.join(refund))._tag, "Failure")

      const second = yield* launch(env)
      const after = readyOf(yield* second.firstLine).url
      const answer = yield* post(`${after}/v1/payments/INV-1/refunds`, { amount: 5_000 }, "refund-1")
      assert.strictEqual(answer.status, 200, answer.text)
      assert.strictEqual(answer.headers.get("idempotency-replayed"), "true")
      assert.deepInclude(answer.json, { operationState: "succeeded", decidedBy: "evidence", amount: 5_000 })
      assert.strictEqual((yield* simulator.requests({ operation: "refund", orderId: "INV-1" })).length, 1)
      assert.strictEqual((yield* simulator.order("INV-1")).refunded, 5_000)
      const { json } = yield* send(`${after}/v1/mutations/${String(answer.json["mutationId"])}/history`)
      const events = (json["events"] as ReadonlyArray<Json>).map(({ event }) => event)
      assert.deepStrictEqual(events, ["accepted", "sending", "lost", "decided"])
    }))
})
