import { assert, describe, it } from "@effect/vitest"
import { localConfig } from "@openfinpay/finpay-transport"
import { ConfigProvider, Effect, Redacted } from "effect"
import { optionsFromEnv } from "../../src/configuration/options-from-env.ts"
import { resolveOptions } from "../../src/configuration/resolve-options.ts"

const fromEnv = (env: Readonly<Record<string, string>>) =>
  Effect.provideService(optionsFromEnv, ConfigProvider.ConfigProvider, ConfigProvider.fromEnv({ env }))

const webhooksOf = (env: Readonly<Record<string, string>>) =>
  Effect.map(Effect.flatMap(fromEnv(env), resolveOptions), ({ webhooks }) => webhooks)

describe("the settings of webhooks", () => {
  it.effect("let a server of the simulator call its own machine, and a month of history be read", () =>
    Effect.gen(function*() {
      assert.deepStrictEqual(yield* webhooksOf({}), { allowsPrivate: true, keptDays: 30, pollMillis: 500 })
    }))

  it.effect("let nobody else call private addresses unless they say so", () =>
    Effect.gen(function*() {
      const finpay = { ...localConfig(), environment: "sandbox" } as const
      const encryptionKey = Redacted.make(Buffer.alloc(32, 7).toString("base64"))
      const { webhooks } = yield* resolveOptions({ finpay, encryptionKey })
      assert.isFalse(webhooks.allowsPrivate)
      const allowed = yield* resolveOptions({ finpay, encryptionKey, webhooksAllowPrivate: true })
      assert.isTrue(allowed.webhooks.allowsPrivate)
    }))

  it.effect("are taken from their variables", () =>
    Effect.gen(function*() {
      const env = { FINPAY_API_WEBHOOKS_ALLOW_PRIVATE: "false", FINPAY_API_WEBHOOKS_KEPT_DAYS: "7" }
      assert.deepInclude(yield* webhooksOf(env), { allowsPrivate: false, keptDays: 7 })
    }))

  it.effect("are refused by name where they are wrong", () =>
    Effect.gen(function*() {
      const env = { FINPAY_API_WEBHOOKS_ALLOW_PRIVATE: "yes", FINPAY_API_WEBHOOKS_KEPT_DAYS: "0" }
      const { problems } = yield* Effect.flip(fromEnv(env))
      assert.deepStrictEqual(problems.map(({ setting }) => setting), Object.keys(env))
    }))
})
