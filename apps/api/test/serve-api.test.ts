import { assert, describe, it } from "@effect/vitest"
import { localConfig } from "@openfinpay/finpay-transport"
import { Deferred, Effect, Exit, Fiber, Redacted, Scope } from "effect"
import { join } from "node:path"
import { serveApi } from "../src/serve-api.ts"
import { post, send } from "./support/api.ts"
import { keptLogs, logged } from "./support/logs.ts"
import { holdingFinpay, temporaryFolder, untilRefused } from "./support/process.ts"

describe("serveApi", () => {
  it.live("reads Finpay's answer to a caller who hung up before its scope is closed", () =>
    Effect.gen(function*() {
      const finpay = yield* holdingFinpay
      const scope = yield* Scope.make()
      const { url } = yield* Scope.provide(
        serveApi({ finpay: localConfig(finpay.url), port: 0, database: { file: ":memory:" } }),
        scope
      )
      const refund = yield* Effect.forkChild(post(`${url}/v1/payments/INV-1/refunds`, { amount: 1 }, "key"))
      yield* Deferred.await(finpay.arrived)
      yield* Fiber.interrupt(refund)
      const closing = yield* Effect.forkChild(Scope.close(scope, Exit.void))
      yield* untilRefused(url)
      // Time enough for the scope to close if nothing held it.
      yield* Effect.repeat(send(`${finpay.url}/ping`), { times: 50 })
      assert.deepStrictEqual(finpay.ends, [])
      assert.isUndefined(closing.pollUnsafe())
      yield* Deferred.succeed(finpay.letGo, undefined)
      yield* Fiber.join(closing)
      assert.deepStrictEqual(finpay.ends, ["answered"])
      assert.notInclude(logged.join(), "OutcomeUnknown")
    }).pipe(Effect.provide(keptLogs)))

  it.effect("serves one environment for each database: keys and credentials of another open and reach nothing here", () =>
    Effect.gen(function*() {
      const database = { file: join(yield* temporaryFolder, "journal.sqlite") }
      const local = { finpay: localConfig(), port: 0, database }
      yield* Effect.scoped(serveApi(local))
      yield* Effect.scoped(serveApi(local))
      const encryptionKey = Redacted.make(Buffer.alloc(32, 7).toString("base64"))
      const sandbox = { ...local, finpay: { ...localConfig(), environment: "sandbox" as const }, encryptionKey }
      const error = yield* Effect.flip(Effect.scoped(serveApi(sandbox)))
      assert.strictEqual(error._tag, "ConfigurationProblem")
      assert.match(String(error), /FINPAY_ENV is sandbox, .* are of local/u)
    }).pipe(Effect.provide(keptLogs)))

  it.effect("says which setting of the journal is wrong", () =>
    Effect.gen(function*() {
      const wrong = serveApi({
        finpay: localConfig(),
        port: 0,
        database: { file: ":memory:" },
        journal: { leaseSeconds: 0 }
      })
      const error = yield* Effect.flip(wrong)
      assert.strictEqual(error._tag, "ConfigurationProblem")
      assert.match(String(error), /FINPAY_JOURNAL_LEASE_SECONDS must be a whole number from 1 to 300/u)
    }))
})
