import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { assertJsonFailure, finpay } from "./support/finpay.ts"
import { answeringCode, gateway, stubServer } from "./support/stub-server.ts"
import { hasTerminal, onTerminal } from "./support/terminal.ts"

const refund = ["refund", "INV-1", "--amount", "10000"]

/** A server that says yes to everything, the settings of a production that it is, and how often it was asked for what. */
const production = Effect.gen(function*() {
  const seen = { requests: 0, changes: 0 }
  const yes = answeringCode("2000000")
  const answer = gateway((request, response) => {
    seen.changes += 1
    yes(request, response)
  })
  const FINPAY_BASE_URL = yield* stubServer((request, response) => {
    seen.requests += 1
    answer(request, response)
  })
  const env = { FINPAY_ENV: "production", FINPAY_MERCHANT_ID: "M-1", FINPAY_MERCHANT_KEY: "key", FINPAY_BASE_URL }
  return { seen, env }
})

describe("a change in production", () => {
  it.effect("without a terminal nothing is sent unless --yes and --no-input say so: 2", () =>
    Effect.gen(function*() {
      const { env, seen } = yield* production
      for (const flags of [[], ["--yes"], ["--no-input"]]) {
        const ended = yield* finpay([...refund, ...flags, "--json"], { env })
        assert.match(
          String(assertJsonFailure(ended, 2, "UsageError")["message"]),
          /nothing was sent.*--yes --no-input/u
        )
      }
      assert.strictEqual(seen.requests, 0)
      const ended = yield* finpay([...refund, "--yes", "--no-input"], { env })
      assert.strictEqual(ended.exitCode, 0, ended.stderr)
      assert.strictEqual(seen.changes, 1)
    }))

  it.effect("is not got around by calling it local: 5, naming the variable", () =>
    Effect.gen(function*() {
      const FINPAY_BASE_URL = "https://finpay.invalid"
      for (
        const [FINPAY_ENV, message] of [
          ["local", /FINPAY_BASE_URL must be on this machine.*local/u],
          ["", /FINPAY_ENV is missing/u]
        ] as const
      ) {
        const env = { FINPAY_ENV, FINPAY_MERCHANT_ID: "M-1", FINPAY_MERCHANT_KEY: "key", FINPAY_BASE_URL }
        const ended = yield* finpay([...refund, "--json"], { env })
        assert.match(String(assertJsonFailure(ended, 5, "ConfigurationProblem")["message"]), message)
      }
    }))

  it.effect("a question is asked nothing", () =>
    Effect.gen(function*() {
      const { env } = yield* production
      assert.strictEqual((yield* finpay(["check", "INV-1"], { env })).exitCode, 0)
    }))

  it.effect.skipIf(!hasTerminal)("a person types the amount", () =>
    Effect.gen(function*() {
      const { env, seen } = yield* production
      const ended = yield* onTerminal(refund, env, "10000\n")
      assert.strictEqual(ended.exitCode, 0, ended.screen)
      assert.match(ended.screen, /PRODUCTION.*refund.*INV-1.*Rp 10\.000.*M-1.*Refunded Rp 10\.000 of INV-1/su)
      assert.strictEqual(seen.changes, 1)
    }))

  it.effect.skipIf(!hasTerminal)("a person types the order where there is no amount", () =>
    Effect.gen(function*() {
      const { env, seen } = yield* production
      assert.strictEqual((yield* onTerminal(["cancel", "INV-1"], env, "INV-1\n")).exitCode, 0)
      assert.strictEqual(seen.changes, 1)
    }))

  it.effect.skipIf(!hasTerminal)(
    "anything else that is typed, or nothing, sends nothing: 2",
    () =>
      Effect.gen(function*() {
        const { env, seen } = yield* production
        for (const typed of ["10.000\n", "y\n", "\n", "\u0004"]) {
          const ended = yield* onTerminal(refund, env, typed)
          assert.strictEqual(ended.exitCode, 2, ended.screen)
          assert.match(ended.screen, /nothing was sent/u)
        }
        assert.strictEqual(seen.requests, 0)
      })
  )

  it.effect.skipIf(!hasTerminal)("--no-input and --json ask nothing even on a terminal", () =>
    Effect.gen(function*() {
      const { env, seen } = yield* production
      for (const flag of ["--no-input", "--json"]) {
        const ended = yield* onTerminal([...refund, flag], env, "10000\n")
        assert.strictEqual(ended.exitCode, 2, ended.screen)
        assert.notInclude(ended.screen, "To go on")
      }
      assert.strictEqual(seen.requests, 0)
    }))
})
