import { assert, describe, it } from "@effect/vitest"
import { localCredentials } from "@openfinpay/finpay-core"
import { Deferred, Effect, Fiber } from "effect"
import { existsSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { post, send } from "./support/api.ts"
import { holdingFinpay, launch, readyOf, temporaryFolder, untilRefused } from "./support/process.ts"

const nobody = "http://127.0.0.1:1"

describe("finpay-api", () => {
  it.live("prints one ready line, serves, and stops without an error when it is told to", () =>
    Effect.gen(function*() {
      for (const signal of ["SIGTERM", "SIGINT"] as const) {
        const api = yield* launch({ FINPAY_API_PORT: "0", FINPAY_BASE_URL: nobody })
        const ready = readyOf(yield* api.firstLine)
        assert.deepStrictEqual(ready, { ready: true, url: ready.url, environment: "local", open: true })
        assert.match(ready.url, /^http:\/\/127\.0\.0\.1:\d+$/u)
        assert.strictEqual((yield* send(`${ready.url}/healthz`)).status, 200)
        assert.strictEqual((yield* send(`${ready.url}/v1/payments/INV-1`)).status, 503)
        api.child.kill(signal)
        assert.strictEqual(yield* api.exitCode, 0, api.output.stderr)
        assert.strictEqual(api.output.stdout.split("\n").length, 2)
        for (const line of api.output.stderr.trim().split("\n")) assert.doesNotThrow(() => JSON.parse(line), line)
      }
    }))

  it.live("finishes what is on its way when it is told to stop, and takes nothing new", () =>
    Effect.gen(function*() {
      const finpay = yield* holdingFinpay
      const api = yield* launch({ FINPAY_API_PORT: "0", FINPAY_BASE_URL: finpay.url })
      const { url } = readyOf(yield* api.firstLine)
      const refund = yield* Effect.forkChild(post(`${url}/v1/payments/INV-1/refunds`, { amount: 1 }, "key"))
      yield* Deferred.await(finpay.arrived)
      api.child.kill("SIGTERM")
      yield* untilRefused(url)
      yield* Deferred.succeed(finpay.letGo, undefined)
      const answer = yield* Fiber.join(refund)
      assert.strictEqual(answer.status, 200, answer.text)
      assert.strictEqual(yield* api.exitCode, 0, api.output.stderr)
    }))

  it.live("finishes a refund whose caller has hung up when it is told to stop", () =>
    Effect.gen(function*() {
      const finpay = yield* holdingFinpay
      const api = yield* launch({ FINPAY_API_PORT: "0", FINPAY_BASE_URL: finpay.url })
      const { url } = readyOf(yield* api.firstLine)
      const refund = yield* Effect.forkChild(post(`${url}/v1/payments/INV-1/refunds`, { amount: 1 }, "key"))
      yield* Deferred.await(finpay.arrived)
      yield* Fiber.interrupt(refund)
      api.child.kill("SIGTERM")
      yield* untilRefused(url)
      yield* Effect.repeat(send(`${finpay.url}/ping`), { times: 50 })
      assert.deepStrictEqual(finpay.ends, [])
      yield* Deferred.succeed(finpay.letGo, undefined)
      assert.strictEqual(yield* api.exitCode, 0, api.output.stderr)
      assert.deepStrictEqual(finpay.ends, ["answered"])
      assert.notInclude(api.output.stderr, "unknown")
    }))

  it.live(
    "asks for a key where it is told to, says how to get the first one, and prints no secret",
    () =>
      Effect.gen(function*() {
        const folder = yield* temporaryFolder
        const env = { XDG_DATA_HOME: folder, FINPAY_API_PORT: "0", FINPAY_BASE_URL: nobody, FINPAY_API_ACCESS: "keys" }
        const api = yield* launch(env)
        const ready = readyOf(yield* api.firstLine)
        assert.isFalse(ready.open)
        const url = `${ready.url}/v1/payments/INV-1`
        assert.strictEqual((yield* send(url)).status, 401)

        const init = yield* launch(env, ["init"])
        const { key } = JSON.parse(yield* init.firstLine)
        assert.strictEqual((yield* send(url, { headers: { authorization: `Bearer ${key}` } })).status, 503)
        api.child.kill("SIGTERM")
        yield* api.exitCode
        assert.include(api.output.stderr, "finpay-api init")
        for (const secret of [key.slice(17), localCredentials.merchantKey, localCredentials.snap.clientSecret]) {
          assert.notInclude(api.output.stdout + api.output.stderr, secret)
        }
      })
  )

  it.live(
    "does not start with a wrong configuration: every problem at once, no value, exit 5",
    () =>
      Effect.gen(function*() {
        const secret = "shhh-not-ok"
        const api = yield* launch({
          FINPAY_ENV: "production",
          FINPAY_API_PORT: "x",
          FINPAY_API_ENCRYPTION_KEY: secret,
          FINPAY_DATABASE_URL: `mysql://user:${secret}@host/db`
        })
        assert.strictEqual(yield* api.exitCode, 5)
        assert.strictEqual(api.output.stdout, "")
        for (
          const name of [
            "FINPAY_MERCHANT_ID",
            "FINPAY_MERCHANT_KEY",
            "FINPAY_API_PORT",
            "FINPAY_API_ENCRYPTION_KEY",
            "FINPAY_DATABASE_URL"
          ]
        ) {
          assert.include(api.output.stderr, name)
        }
        assert.notInclude(api.output.stderr, secret)
      })
  )

  it.live("does not start open to everyone on another address", () =>
    Effect.gen(function*() {
      const env = { FINPAY_API_PORT: "0", FINPAY_API_HOST: "0.0.0.0", FINPAY_API_ACCESS: "open" }
      const api = yield* launch(env)
      assert.strictEqual(yield* api.exitCode, 5)
      assert.match(api.output.stderr, /FINPAY_API_ACCESS may be open only/u)
    }))

  it.live("keeps its journal in the user's data folder, or where it is told to", () =>
    Effect.gen(function*() {
      const folder = yield* temporaryFolder
      const told = join(folder, "elsewhere", "of-mine.db")
      for (
        const [env, file] of [
          [{ XDG_DATA_HOME: folder }, join(folder, "openfinpay", "journal.sqlite")],
          [{ FINPAY_DATABASE_URL: `sqlite:${told}` }, told]
        ] as const
      ) {
        const api = yield* launch({ FINPAY_API_PORT: "0", FINPAY_BASE_URL: nobody, ...env })
        yield* api.firstLine
        assert.isTrue(existsSync(file), file)
      }
    }))

  it.live("does not start without its journal: says why and where, exit 6", () =>
    Effect.gen(function*() {
      const file = join(yield* temporaryFolder, "journal.sqlite")
      writeFileSync(file, "this is no database, and it is longer than a header of one ".repeat(20))
      const damaged = yield* launch({ FINPAY_API_PORT: "0", FINPAY_DATABASE_URL: `sqlite:${file}` })
      assert.strictEqual(yield* damaged.exitCode, 6)
      assert.match(damaged.output.stderr, /^finpay-api cannot use its journal: its database is damaged/u)
      const url = "postgres://finpay:test-secret-of-db@127.0.0.1:1/finpay"
      const gone = yield* launch({ FINPAY_API_PORT: "0", FINPAY_DATABASE_URL: url })
      assert.strictEqual(yield* gone.exitCode, 6)
      assert.match(gone.output.stderr, /^finpay-api cannot use its journal: its database cannot be reached/u)
      assert.notInclude(gone.output.stderr, "test-secret-of-db")
      assert.strictEqual(damaged.output.stdout + gone.output.stdout, "")
    }))

  it.live("says so when its port is taken: exit 5", () =>
    Effect.gen(function*() {
      const first = yield* launch({ FINPAY_API_PORT: "0", FINPAY_BASE_URL: nobody })
      const { url } = readyOf(yield* first.firstLine)
      const second = yield* launch({ FINPAY_API_PORT: new URL(url).port, FINPAY_BASE_URL: nobody })
      assert.strictEqual(yield* second.exitCode, 5)
      assert.match(second.output.stderr, /^finpay-api cannot listen: .*EADDRINUSE/u)
    }))
})
