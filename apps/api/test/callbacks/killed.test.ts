import { assert, describe, it } from "@effect/vitest"
import { localCredentials, signCallback } from "@openfinpay/finpay-core"
import { serve } from "@openfinpay/finpay-simulator"
import { Effect, Layer, Redacted } from "effect"
import { join } from "node:path"
import { layerDatabase } from "../../src/database/layer.ts"
import { merchantId, merchantKey, post, send, startApi, until } from "../support/api.ts"
import type { Json } from "../support/api.ts"
import { fakeFinpay } from "../support/fake-finpay.ts"
import { launch, readyOf, temporaryFolder } from "../support/process.ts"
import { newPayment } from "../support/simulated.ts"

const paid = { order: { id: "INV-1", amount: 22_000 }, result: { payment: { amount: 22_000, status: "PAID" } } }

const deliver = (url: string, body: string) =>
  send(`${url}/v1/callbacks/finpay/${merchantId}`, { method: "POST", body })

const newest = ({ callbacks }: Json) => (callbacks as ReadonlyArray<Json>)[0]

describe("finpay-api, killed with -9 between taking a callback and asking Finpay", () => {
  it.live("and started again, asks, and knows the payment", () =>
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
      yield* simulator.setFaults([{ kind: "no-answer", operation: "checkStatus" }])
      const taken = yield* deliver(before, yield* signCallback(paid, Redacted.make(localCredentials.merchantKey)))
      assert.strictEqual(taken.status, 200, taken.text)
      yield* Effect.repeat(simulator.requests({ operation: "checkStatus" }), { until: ({ length }) => length === 1 })
      first.child.kill("SIGKILL")
      yield* first.exitCode

      const second = yield* launch(env)
      const after = readyOf(yield* second.firstLine).url
      const { json } = yield* until(
        send(`${after}/v1/callbacks`),
        (answer) => newest(answer)?.["state"] !== "verified"
      )
      assert.deepInclude(newest(json), { reference: "INV-1", state: "agreed", finpayStatus: "PAID" })
      const known = yield* send(`${after}/v1/payments/INV-1?from=known`)
      assert.deepInclude(known.json, { status: "PAID", isPaid: true })
      assert.strictEqual((yield* simulator.requests({ operation: "checkStatus" })).length, 2)
    }))
})

describe("a server that died between storing a callback and looking at it", () => {
  it.live("leaves it to the next one, which finds out what it is", () =>
    Effect.gen(function*() {
      const database = yield* Layer.build(Layer.fresh(layerDatabase({ file: ":memory:" })))
      const first = yield* startApi(fakeFinpay({}), {}, { database })
      yield* deliver(first.url, yield* signCallback(paid, merchantKey))
      yield* deliver(first.url, yield* signCallback(paid, Redacted.make("another")))
      yield* until(
        send(`${first.url}/v1/callbacks`),
        ({ callbacks }) => (callbacks as ReadonlyArray<Json>).every(({ state }) => state !== "verified")
      )
      // As they were when only their bytes were stored, two minutes ago.
      yield* first.sql`DELETE FROM finpay_work`
      yield* first.sql`DELETE FROM finpay_api_payment`
      yield* first.sql`UPDATE finpay_api_callback SET state = 'received', signed_digest = NULL, reason = NULL,
        reference = NULL, status = NULL, planned_at = NULL, asked_at = NULL, received_at = received_at - 120000`
      const second = yield* startApi(fakeFinpay({}), {}, { database })
      const { json } = yield* until(
        send(`${second.url}/v1/callbacks`),
        ({ callbacks }) =>
          (callbacks as ReadonlyArray<Json>).every(({ state }) => state === "agreed" || state === "refused")
      )
      const callbacks = json["callbacks"] as ReadonlyArray<Json>
      assert.sameMembers(callbacks.map(({ state }) => state), ["agreed", "refused"])
      const known = yield* send(`${second.url}/v1/payments/INV-1?from=known`)
      assert.deepInclude(known.json, { status: "PAID" })
    }))
})
