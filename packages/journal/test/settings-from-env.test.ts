import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Effect } from "effect"
import { settingsFromEnv, settingVariables } from "../src/settings-from-env.ts"
import { defaultSettings } from "../src/settings.ts"

const from = (env: Record<string, string>) =>
  Effect.provideService(settingsFromEnv, ConfigProvider.ConfigProvider, ConfigProvider.fromEnv({ env }))

describe("settingsFromEnv", () => {
  it.effect("is empty where nothing is set, or set to nothing", () =>
    Effect.gen(function*() {
      assert.deepStrictEqual(yield* from({}), {})
      assert.deepStrictEqual(yield* from({ FINPAY_JOURNAL_LEASE_SECONDS: "" }), {})
    }))

  it.effect("reads every setting back as it is written", () =>
    Effect.gen(function*() {
      const env = Object.fromEntries(
        Object.entries(settingVariables).map(([name, variable]) => [
          variable,
          String(defaultSettings[name as keyof typeof defaultSettings])
        ])
      )
      assert.deepStrictEqual(yield* from(env), defaultSettings)
      assert.strictEqual(new Set(Object.values(settingVariables)).size, Object.keys(defaultSettings).length)
    }))

  it.effect("takes no workers at all, and refuses no lease at all", () =>
    Effect.gen(function*() {
      assert.deepStrictEqual(yield* from({ FINPAY_JOURNAL_WORKERS: "0" }), { workers: 0 })
      const { problems } = yield* Effect.flip(from({ FINPAY_JOURNAL_LEASE_SECONDS: "0" }))
      assert.deepStrictEqual(problems, [
        { setting: "FINPAY_JOURNAL_LEASE_SECONDS", problem: "must be a whole number from 1 to 300" }
      ])
    }))

  it.effect("names every one that cannot be read, and no value", () =>
    Effect.gen(function*() {
      const error = yield* Effect.flip(from({
        FINPAY_JOURNAL_WORKERS: "many-of-them",
        FINPAY_JOURNAL_CHECK_DELAYS_SECONDS: "1,,2",
        FINPAY_JOURNAL_NOT_APPLIED_SECONDS: "1.5",
        FINPAY_JOURNAL_REPEAT_QRIS_REFUNDS: "yes"
      }))
      assert.deepStrictEqual(error.problems.map(({ setting }) => setting), [
        "FINPAY_JOURNAL_WORKERS",
        "FINPAY_JOURNAL_CHECK_DELAYS_SECONDS",
        "FINPAY_JOURNAL_NOT_APPLIED_SECONDS",
        "FINPAY_JOURNAL_REPEAT_QRIS_REFUNDS"
      ])
      assert.notInclude(error.message, "many-of-them")
    }))
})
