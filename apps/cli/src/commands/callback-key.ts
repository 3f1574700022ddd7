import { localCredentials } from "@openfinpay/finpay-core"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { secretSetting, setting, settingProblem } from "../input/setting.ts"
import { say } from "../language.ts"

const defaultVariable = "FINPAY_MERCHANT_KEY"

/** `--key-env NAME`: which environment variable holds the Merchant Key. The key itself is never an argument. */
export const keyEnv = Flag.String("key-env").pipe(
  Flag.withMetavar("NAME"),
  Flag.withDescription(
    say(
      `The environment variable that holds the Merchant Key (default: ${defaultVariable})`,
      `Variabel lingkungan yang berisi Merchant Key (bawaan: ${defaultVariable})`
    )
  ),
  Flag.optional
)

const simulatorKey = Redacted.make<string>(localCredentials.merchantKey)

/** Keys that everyone has: a callback of the simulator that came to the wrong place is a usual mistake. */
export const publicKeys = [
  { name: say("the simulator's public key", "kunci publik simulator"), key: simulatorKey }
] as const

/**
 * The Merchant Key to sign or verify a callback with.
 *
 * The simulator's key is public. It is used only where `FINPAY_ENV=local` says so: by default it would make every
 * forged callback valid on a server whose key was forgotten.
 */
export const merchantKey = Effect.fnUntraced(function*(variable: Option.Option<string>) {
  const name = Option.getOrElse(variable, () => defaultVariable)
  const key = yield* secretSetting(name)
  if (Option.isSome(key)) return key.value
  const environment = yield* setting("FINPAY_ENV")
  if (Option.isNone(variable) && Option.contains(environment, "local")) return simulatorKey
  return yield* settingProblem(
    name,
    say(
      "is not set; put the Merchant Key there, or say --env local for callbacks of the simulator",
      "belum diatur; isi dengan Merchant Key, atau pakai --env local untuk callback dari simulator"
    )
  )
})
