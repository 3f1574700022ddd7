/** The secrets of a profile, wherever they are kept. */
import type { ConfigurationProblem } from "@openfinpay/finpay-transport"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { settingProblem } from "../input/setting.ts"
import { say } from "../language.ts"
import type { ConfigFiles } from "./config-folder.ts"
import { dropFromKeyring, keepInKeyring, type KeyringUnavailable, readFromKeyring } from "./keyring.ts"
import type { Place, Profile } from "./Profile.ts"
import { dropFromFile, keepInFile, readFromFile } from "./secrets-file.ts"
import type { SecretName } from "./setting-names.ts"

const nameOf = (profile: string, secret: SecretName): string =>
  say(`${secret} of the profile ${profile}`, `${secret} profil ${profile}`)

const gone = (profile: string, secret: SecretName, place: string) =>
  settingProblem(
    nameOf(profile, secret),
    say(
      `is no longer in ${place}; keep it anew: finpay config secret ${profile} ${secret}`,
      `sudah tidak ada di ${place}; simpan kembali: finpay config secret ${profile} ${secret}`
    )
  )

const silent = (profile: string, secret: SecretName) => ({ why }: KeyringUnavailable) =>
  settingProblem(
    nameOf(profile, secret),
    say(
      `is kept in the keyring, which cannot be used: ${why}`,
      `disimpan di keyring, yang tidak dapat dipakai: ${why}`
    )
  )

const another = (profile: Profile, secret: SecretName) =>
  settingProblem(
    nameOf(profile.name, secret),
    say(
      "was kept for another environment or merchant than the profile is for now; " +
        `keep the right one: finpay config secret ${profile.name} ${secret}`,
      "disimpan untuk lingkungan atau merchant lain daripada profil ini sekarang; " +
        `simpan yang benar: finpay config secret ${profile.name} ${secret}`
    )
  )

/** The first line of what the keyring keeps: whose secret the rest is. */
const ownerLine = ({ settings: { env, merchant = "" } }: Profile): string => `${env} ${merchant}`

const belongsTo = (owner: string, profile: Profile): boolean =>
  // Where no merchant was named yet, naming one says whose it is.
  owner === ownerLine(profile) || owner === ownerLine({ ...profile, settings: { env: profile.settings.env ?? "" } })

// A keyring outlives profiles: one that is made again under an old name may be for somebody else.
const fromKeyring = Effect.fnUntraced(function*(profile: Profile, secret: SecretName) {
  const kept = yield* Effect.mapError(readFromKeyring(profile.name, secret), silent(profile.name, secret))
  if (kept === undefined) return undefined
  const [owner = ""] = kept.split("\n", 1)
  return belongsTo(owner, profile) ? kept.slice(owner.length + 1) : yield* another(profile, secret)
})

/** The secret that a profile keeps in a place. It is there, or that is told: nothing else stands in for it. */
export const readSecret = Effect.fnUntraced(function*(
  files: ConfigFiles,
  profile: Profile,
  secret: SecretName,
  place: Place
): Effect.fn.Return<Redacted.Redacted, ConfigurationProblem> {
  const { name } = profile
  const value = place === "keyring"
    ? yield* fromKeyring(profile, secret)
    : yield* readFromFile(files.secrets, name, secret)
  if (value !== undefined) return Redacted.make(value, { label: secret })
  return yield* gone(name, secret, place === "keyring" ? say("the keyring", "keyring") : files.secrets)
})

/** Where a secret came to be kept, and why not in the keyring where it is not there. */
export interface Kept {
  readonly place: Place
  readonly noKeyring?: string
}

/** Keeps a secret: where it is asked to, or in the keyring, or in the file where there is no keyring to be had. */
export const keepSecret = Effect.fnUntraced(function*(
  files: ConfigFiles,
  profile: Profile,
  secret: SecretName,
  value: Redacted.Redacted,
  asked: Place | undefined
): Effect.fn.Return<Kept, ConfigurationProblem> {
  const text = Redacted.value(value)
  const inFile = keepInFile(files.secrets, profile.name, secret, text)
  if (asked === "file") return yield* Effect.as(inFile, { place: "file" as const })
  return yield* keepInKeyring(profile.name, secret, `${ownerLine(profile)}\n${text}`).pipe(
    Effect.as<Kept>({ place: "keyring" }),
    Effect.catch((error) =>
      asked === "keyring"
        ? settingProblem("--keep-in keyring", say(`cannot be: ${error.why}`, `tidak dapat: ${error.why}`))
        : Effect.as(inFile, { place: "file" as const, noKeyring: error.why })
    )
  )
})

/** Takes a secret out of a place. */
export const dropSecret = (
  files: ConfigFiles,
  profile: string,
  secret: SecretName,
  place: Place
): Effect.Effect<void, ConfigurationProblem | KeyringUnavailable> =>
  place === "keyring" ? dropFromKeyring(profile, secret) : dropFromFile(files.secrets, profile, secret)

/** All secrets of a profile and where they are. */
export const secretsOf = ({ secrets }: Profile): ReadonlyArray<readonly [SecretName, Place]> =>
  Object.entries(secrets).map(([secret, place]) => [secret as SecretName, place])
