import { type FinpayError, Unavailable } from "@openfinpay/finpay-core"
import { configFromEnv, Finpay } from "@openfinpay/finpay-transport"
import type { FinpayConfig } from "@openfinpay/finpay-transport"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { privateKeyOfFile } from "./input/private-key.ts"

/** The configuration: from the environment, with the SNAP private key from its own file where one is named. */
export const finpayConfig = Effect.gen(function*() {
  const key = yield* privateKeyOfFile
  if (Option.isNone(key)) return yield* configFromEnv
  const fromFile = ConfigProvider.fromUnknown({ FINPAY_SNAP_PRIVATE_KEY: Redacted.value(key.value) })
  return yield* Effect.provide(configFromEnv, ConfigProvider.layerAdd(fromFile))
})

/** Nothing listens where the simulator would: on a first try the next step is to start it. */
export const withLocalAdvice = <E>(config: FinpayConfig, error: E): E | Unavailable => {
  if (config.environment !== "local" || !(error instanceof Unavailable) || error.reason !== "refused") return error
  const { detail, operation, reason, reference, safeToRetry } = error
  return new Unavailable({
    operation,
    ...(reference === undefined ? {} : { reference }),
    detail,
    reason,
    safeToRetry,
    nextStep: "Nothing was processed. Start the simulator with finpay simulate, or set FINPAY_ENV."
  })
}

/** Calls Finpay with a configuration. */
export const callFinpay = <A>(
  config: FinpayConfig,
  call: (finpay: Finpay["Service"]) => Effect.Effect<A, FinpayError>
) =>
  Finpay.use(call).pipe(
    Effect.mapError((error) => withLocalAdvice(config, error)),
    Effect.provide(Finpay.layer(config).pipe(Layer.provide(FetchHttpClient.layer)))
  )
