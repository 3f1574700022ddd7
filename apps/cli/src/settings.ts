import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { Env, Timeout } from "./global-flags.ts"

const fromFlags = Effect.gen(function*() {
  const env = yield* Env
  const timeout = yield* Timeout
  return ConfigProvider.fromUnknown({
    ...Option.match(env, { onNone: () => ({}), onSome: (FINPAY_ENV) => ({ FINPAY_ENV }) }),
    ...Option.match(timeout, {
      onNone: () => ({}),
      onSome: (seconds) => ({ FINPAY_TIMEOUT_MS: String(Math.round(seconds * 1000)) })
    })
  })
})

/** Where the settings of a command come from: its flags, and then the environment. */
export const settings = Layer.unwrap(
  Effect.map(fromFlags, (flags) => ConfigProvider.layerAdd(flags, { asPrimary: true }))
)
