import { ConfigurationProblem, type SettingProblem } from "@openfinpay/finpay-transport"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { homedir } from "node:os"
import { parseJson } from "../input/record.ts"
import { setting, settingProblem } from "../input/setting.ts"
import { say } from "../language.ts"
import { configFiles, type ConfigFiles } from "./config-folder.ts"
import { readPrivate, writePrivate } from "./private-file.ts"
import { type Profile, type Profiles, profilesJson, readProfiles } from "./Profile.ts"

const home = Effect.try({
  try: () => homedir(),
  catch: () =>
    settingProblem(
      "HOME",
      say("is missing: there is no place for the profiles", "belum ada: profil tidak punya tempat")
    )
})

/** Where the profiles of this user are. */
export const userFiles: Effect.Effect<ConfigFiles, ConfigurationProblem> = Effect.gen(function*() {
  return configFiles({
    platform: process.platform,
    home: yield* home,
    xdgConfigHome: Option.getOrUndefined(yield* setting("XDG_CONFIG_HOME")),
    localAppData: Option.getOrUndefined(yield* setting("LOCALAPPDATA"))
  })
})

/** The problems with the file they are in. */
export const inFile = (file: string, problems: ReadonlyArray<SettingProblem>): ReadonlyArray<SettingProblem> =>
  problems.map(({ problem, setting }) => ({ setting: say(`${setting} in ${file}`, `${setting} di ${file}`), problem }))

// A file may be written by hand: each of its faults is told by the path of its field.
const profilesIn = Effect.fnUntraced(
  function*(file: string, text: string): Effect.fn.Return<Profiles, ConfigurationProblem> {
    const json = yield* Effect.mapError(
      parseJson(text),
      ({ message }) =>
        settingProblem(file, say(`is no JSON that can be used: ${message}`, `bukan JSON yang sah: ${message}`))
    )
    return yield* Effect.mapError(
      Effect.fromResult(readProfiles(json)),
      (problems) => new ConfigurationProblem({ problems: inFile(file, problems) })
    )
  }
)

/** All profiles of this user; none where there is no file yet. */
export const loadProfiles = Effect.fnUntraced(
  function*(file: string): Effect.fn.Return<Profiles, ConfigurationProblem> {
    const text = yield* readPrivate(file, "write")
    return text === undefined ? new Map<string, Profile>() : yield* profilesIn(file, text)
  }
)

/** Keeps all profiles of this user. */
export const saveProfiles = (file: string, profiles: Profiles): Effect.Effect<void, ConfigurationProblem> =>
  writePrivate(file, profilesJson(profiles))

/** There is no such profile; the known ones are named. `asked` is how it was asked for: a flag, a variable, `NAME`. */
export const noProfile = (asked: string, name: string, profiles: Profiles): ConfigurationProblem => {
  const known = [...profiles.keys()].toSorted().join(", ")
  return settingProblem(
    asked,
    say(
      `names no profile: there is no ${JSON.stringify(name)}; ${
        known === "" ? "there are none yet, finpay config set makes one" : `there are: ${known}`
      }`,
      `tidak menunjuk profil mana pun: ${JSON.stringify(name)} tidak ada; ${
        known === "" ? "belum ada profil, buat dengan finpay config set" : `yang ada: ${known}`
      }`
    )
  )
}

/** A profile, and all the others. */
export interface Loaded {
  readonly profile: Profile
  readonly profiles: Profiles
}

/** The profile that a command names, as the file says at this moment. */
export const loadProfile = Effect.fnUntraced(
  function*(file: string, name: string): Effect.fn.Return<Loaded, ConfigurationProblem> {
    const profiles = yield* loadProfiles(file)
    const profile = profiles.get(name)
    return profile === undefined ? yield* noProfile("NAME", name, profiles) : { profile, profiles }
  }
)

/**
 * The same profile, read again: while somebody thought about a question the file may have been changed. Fails where it
 * is no longer for the same Finpay and merchant, because then the answer was not about it.
 */
export const loadAgain = Effect.fnUntraced(
  function*(file: string, { name, settings }: Profile): Effect.fn.Return<Loaded, ConfigurationProblem> {
    const loaded = yield* loadProfile(file, name)
    const now = loaded.profile.settings
    if (now.env === settings.env && now.merchant === settings.merchant) return loaded
    return yield* settingProblem(
      name,
      say(
        "was made for another environment or merchant meanwhile, and is left as it is",
        "sementara itu telah diubah untuk lingkungan atau merchant lain, dan dibiarkan apa adanya"
      )
    )
  }
)
