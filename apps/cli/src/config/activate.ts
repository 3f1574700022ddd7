/** Takes up the profile that a command was told to use; loaded only then. */
import { ConfigurationProblem } from "@openfinpay/finpay-transport"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import { setting } from "../input/setting.ts"
import type { Active } from "./ActiveProfile.ts"
import { settingsWrongs } from "./check-settings.ts"
import type { ConfigFiles } from "./config-folder.ts"
import { clashes, variablesUsed } from "./overlay.ts"
import type { Profile } from "./Profile.ts"
import { inFile, loadProfiles, noProfile, userFiles } from "./profiles-file.ts"
import { readSecret } from "./secrets.ts"
import { secretNameOf } from "./setting-names.ts"

export { hiddenBy, variablesOf } from "./overlay.ts"

const environment = Effect.gen(function*() {
  const entries = yield* Effect.forEach(
    variablesUsed,
    (variable) => Effect.map(setting(variable), (value) => [variable, Option.getOrUndefined(value)] as const)
  )
  const values = new Map(entries)
  return (variable: string) => values.get(variable)
})

const secretOf =
  (files: ConfigFiles, profile: Profile) =>
  (variable: string): Effect.Effect<Option.Option<Redacted.Redacted>, ConfigurationProblem> => {
    const secret = secretNameOf(variable)
    const place = secret === undefined ? undefined : profile.secrets[secret]
    return secret === undefined || place === undefined
      ? Effect.succeedNone
      : Effect.asSome(readSecret(files, profile, secret, place))
  }

/**
 * The profile of a name, fit to be used: it is there, its settings are well formed, and nothing in the environment
 * contradicts it. `flag` is what `--env` says.
 */
export const activate = Effect.fnUntraced(
  function*({ name, namedBy }: { readonly name: string; readonly namedBy: Active["namedBy"] }, flag?: string) {
    const files = yield* userFiles
    const profiles = yield* loadProfiles(files.config)
    const profile = profiles.get(name)
    if (profile === undefined) return yield* noProfile(namedBy, name, profiles)
    const wrongs = yield* settingsWrongs(profile)
    if (wrongs.length > 0) {
      const problems = wrongs.map(({ problem, setting }) => ({ setting: `profiles.${name}.${setting}`, problem }))
      return yield* new ConfigurationProblem({ problems: inFile(files.config, problems) })
    }
    const clashing = clashes(profile, yield* environment, flag)
    if (clashing.length > 0) return yield* new ConfigurationProblem({ problems: clashing })
    return { profile, namedBy, file: files.config, secret: secretOf(files, profile) } satisfies Active
  }
)
