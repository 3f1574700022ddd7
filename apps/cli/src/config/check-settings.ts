/** Whether the settings of a profile are well formed, by the same rules as those of the environment. */
import { configFromEnv, type SettingProblem } from "@openfinpay/finpay-transport"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { isAbsolute } from "node:path"
import { limitProblem } from "../input/refund-limit.ts"
import { say } from "../language.ts"
import { variablesOf } from "./overlay.ts"
import type { Profile } from "./Profile.ts"
import { type PlainName, plainNames, plainSettings } from "./setting-names.ts"

/** Stands in for what is needed and not looked at. */
const placeholders = { FINPAY_MERCHANT_ID: "merchant", FINPAY_MERCHANT_KEY: "key" }

/** Settings that are not the library's, or are not written as it reads them. */
const ownRules: Readonly<Partial<Record<PlainName, (text: string) => string | undefined>>> = {
  "refund-limit": limitProblem,
  "timeout": (text) =>
    Number(text) > 0 && Number(text) <= 600 ? undefined : say(
      "must be a number of seconds, more than 0 and at most 600",
      "harus berupa jumlah detik, lebih dari 0 dan paling banyak 600"
    ),
  "snap-private-key-file": (path) =>
    isAbsolute(path) ? undefined : say("must be the whole path of a file", "harus berupa jalur lengkap sebuah berkas")
}

/** What is wrong with the settings a profile has, by their names in it; what it lacks may come from elsewhere. */
export const settingsWrongs = Effect.fnUntraced(
  function*({ settings }: Pick<Profile, "settings">): Effect.fn.Return<ReadonlyArray<SettingProblem>> {
    const provider = ConfigProvider.fromUnknown({ ...placeholders, ...variablesOf({ settings }) })
    const read = yield* Effect.result(Effect.provideService(configFromEnv, ConfigProvider.ConfigProvider, provider))
    const found = Result.isFailure(read) ? read.failure.problems : []
    return plainNames.flatMap((name): ReadonlyArray<SettingProblem> => {
      const text = settings[name]
      if (text === undefined) return []
      const own = ownRules[name]
      const problems = own === undefined
        ? found.filter(({ setting }) => setting === plainSettings[name].variable).map(({ problem }) => problem)
        : [own(text)].filter((problem) => problem !== undefined)
      return problems.map((problem) => ({ setting: name, problem }))
    })
  }
)
