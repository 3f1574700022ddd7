/** A profile laid over the environment: what it holds wins, what it lacks comes from there, and nothing is mixed. */
import type { SettingProblem } from "@openfinpay/finpay-transport"
import { say } from "../language.ts"
import type { Profile } from "./Profile.ts"
import { plainNames, type PlainName, plainSettings, secretNames, secretVariables } from "./setting-names.ts"

/** Looks a variable up in the environment; `undefined` where it is not set. */
export type Environment = (variable: string) => string | undefined

/** The key by its file; see `hiddenBy`. */
const keyFile = "FINPAY_SNAP_PRIVATE_KEY_FILE"

/** What belongs to somebody: a key without its owner is another's. By the setting that names the owner. */
const belongings: ReadonlyArray<readonly [owner: PlainName, variables: ReadonlyArray<string>]> = [
  ["merchant", [secretVariables["merchant-key"]]],
  ["snap-client-id", [
    secretVariables["snap-client-secret"],
    secretVariables["snap-private-key"],
    keyFile
  ]]
]

/** What counts only where something says for which environment it is. */
const unbound: ReadonlyArray<PlainName> = ["base-url", ...belongings.map(([owner]) => owner)]

/** The variables of the environment that {@link clashes} looks at. */
export const variablesUsed: ReadonlyArray<string> = [
  "FINPAY_ENV",
  "FINPAY_BASE_URL",
  ...belongings.flatMap(([owner, variables]) => [plainSettings[owner].variable, ...variables])
]

/** A timeout is typed in seconds, as its flag, and read in milliseconds. */
const valueOf = (name: PlainName, text: string): string =>
  name === "timeout" && Number.isFinite(Number(text)) ? String(Math.round(Number(text) * 1000)) : text

/** The variables that a profile sets itself. */
export const variablesOf = ({ settings }: Pick<Profile, "settings">): Readonly<Record<string, string>> =>
  Object.fromEntries(plainNames.flatMap((name) => {
    const text = settings[name]
    return text === undefined ? [] : [[plainSettings[name].variable, valueOf(name, text)]]
  }))

/** The variables of the environment that the profile keeps out: its own secrets stand in their place. */
export const hiddenBy = ({ secrets, settings }: Profile): ReadonlySet<string> => {
  const hidden = new Set<string>(
    secretNames.flatMap((secret) => (secrets[secret] === undefined ? [] : [secretVariables[secret]]))
  )
  // The key can be given in two ways. Whichever the profile has, the other one of the environment is not meant.
  if (secrets["snap-private-key"] !== undefined) hidden.add(keyFile)
  if (settings["snap-private-key-file"] !== undefined) hidden.add(secretVariables["snap-private-key"])
  return hidden
}

const otherEnvironment = (
  { name, settings: { env = "" } }: Profile,
  said: string,
  by: string
): ReadonlyArray<SettingProblem> =>
  said === env ? [] : [{
    setting: by,
    problem: say(
      `says ${said}, and the profile ${name} is for ${env}; leave one of them out`,
      `menyebut ${said}, sedangkan profil ${name} untuk ${env}; hilangkan salah satunya`
    )
  }]

// What names an address or an owner in the environment could be of any Finpay, and the credentials would go with it.
const strays = (profile: Profile, environment: Environment): ReadonlyArray<SettingProblem> => {
  if (environment("FINPAY_ENV") !== undefined) return []
  const { name, settings } = profile
  const { env } = settings
  return unbound.flatMap((plain) => {
    const { variable } = plainSettings[plain]
    if (settings[plain] !== undefined || environment(variable) === undefined) return []
    return [{
      setting: variable,
      problem: say(
        `is set in the environment, and nothing says that it belongs to ${env}; unset it, set FINPAY_ENV=${env} beside ` +
          `it, or give the profile ${name} its own --${plain}`,
        `diatur di lingkungan, dan tidak ada yang menyatakan bahwa itu milik ${env}; hapus, atur FINPAY_ENV=${env} ` +
          `bersamanya, atau beri profil ${name} --${plain} sendiri`
      )
    }]
  })
}

const strangersOf = (profile: Profile, environment: Environment): ReadonlyArray<SettingProblem> => {
  const hidden = hiddenBy(profile)
  const own = variablesOf(profile)
  return belongings.flatMap(([owner, variables]) => {
    const mine = profile.settings[owner]
    const { variable } = plainSettings[owner]
    const theirs = environment(variable)
    if (mine === undefined || theirs === undefined || mine === theirs) return []
    return variables
      .filter((name) => environment(name) !== undefined && !hidden.has(name) && own[name] === undefined)
      .map((setting) => ({
        setting,
        problem: say(
          `of the environment belongs to the ${variable} there, and the profile ${profile.name} has another one`,
          `di lingkungan milik ${variable} di sana, sedangkan profil ${profile.name} memiliki yang lain`
        )
      }))
  })
}

/**
 * Why a profile cannot be laid over this environment: they speak of different environments, or a credential of one would
 * go with the other. `flag` is what `--env` says.
 */
export const clashes = (
  profile: Profile,
  environment: Environment,
  flag: string | undefined
): ReadonlyArray<SettingProblem> => {
  const variable = environment("FINPAY_ENV")
  return [
    ...(flag === undefined ? [] : otherEnvironment(profile, flag, "--env")),
    ...(variable === undefined ? [] : otherEnvironment(profile, variable, "FINPAY_ENV")),
    ...strays(profile, environment),
    ...strangersOf(profile, environment)
  ]
}
