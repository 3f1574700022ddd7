import { type FinpayError, Unavailable } from "@openfinpay/finpay-core"
import { configFromEnv, Finpay } from "@openfinpay/finpay-transport"
import type { FinpayConfig } from "@openfinpay/finpay-transport"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { finpayHttp } from "./http.ts"
import { privateKeyOfFile } from "./input/private-key.ts"
import { secretSetting } from "./input/setting.ts"

const secretVariables = ["FINPAY_MERCHANT_KEY", "FINPAY_SNAP_CLIENT_SECRET", "FINPAY_SNAP_PRIVATE_KEY"] as const

const secrets = Effect.gen(function*() {
  const found: Record<string, string> = {}
  for (const variable of secretVariables) {
    const secret = yield* secretSetting(variable)
    if (Option.isSome(secret)) found[variable] = Redacted.value(secret.value)
  }
  const key = yield* privateKeyOfFile
  if (Option.isSome(key)) found["FINPAY_SNAP_PRIVATE_KEY"] = Redacted.value(key.value)
  return ConfigProvider.fromUnknown(found)
})

/**
 * The configuration: from flags, the profile and the environment, with secrets from where they are kept and the SNAP
 * private key from its own file where one is named.
 */
export const finpayConfig = Effect.gen(function*() {
  return yield* Effect.provide(configFromEnv, ConfigProvider.layerAdd(yield* secrets, { asPrimary: true }))
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

/** Finpay as a configuration reaches it, for more than one call. */
export const finpayLayer = (config: FinpayConfig) => Finpay.layer(config).pipe(Layer.provide(finpayHttp))

/** Calls Finpay with a configuration. */
export const callFinpay = <A>(
  config: FinpayConfig,
  call: (finpay: Finpay["Service"]) => Effect.Effect<A, FinpayError>
) =>
  Finpay.use(call).pipe(
    Effect.mapError((error) => withLocalAdvice(config, error)),
    Effect.provide(finpayLayer(config))
  )
