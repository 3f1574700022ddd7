import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Effect } from "effect"
import { optionsFromEnv } from "../../src/configuration/options-from-env.ts"
import { resolveOptions } from "../../src/configuration/resolve-options.ts"

const from = (env: Record<string, string>) =>
  Effect.provideService(optionsFromEnv, ConfigProvider.ConfigProvider, ConfigProvider.fromEnv({ env }))

describe("the variables of how it is run", () => {
  it.effect("fill the options, however a level is written", () =>
    Effect.gen(function*() {
      const options = yield* from({
        FINPAY_API_METRICS: "open",
        FINPAY_API_LOG_LEVEL: "WARN",
        FINPAY_API_DRAIN_SECONDS: "5"
      })
      assert.deepInclude(options, { metrics: "open", logLevel: "Warn", drainSeconds: 5 })
      const { server } = yield* resolveOptions(options)
      assert.deepInclude(server, { areMetricsOpen: true, drainDelayMillis: 5_000 })
    }))

  it.effect("are quiet, closed and quick to stop unless told otherwise", () =>
    Effect.gen(function*() {
      const { server } = yield* resolveOptions(yield* from({}))
      assert.deepInclude(server, { areMetricsOpen: false, drainDelayMillis: 0 })
    }))

  it.effect("that are wrong are all named, those of OpenTelemetry too", () =>
    Effect.gen(function*() {
      const wrong = {
        FINPAY_API_METRICS: "public",
        FINPAY_API_LOG_LEVEL: "loud",
        FINPAY_API_DRAIN_SECONDS: "5s",
        OTEL_EXPORTER_OTLP_ENDPOINT: "collector:4318"
      }
      const { problems } = yield* Effect.flip(from(wrong))
      assert.sameMembers(problems.map(({ setting }) => setting), Object.keys(wrong))
      for (const value of Object.values(wrong)) assert.notInclude(JSON.stringify(problems), value)
    }))
})
