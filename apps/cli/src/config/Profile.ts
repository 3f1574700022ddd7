import type { SettingProblem } from "@openfinpay/finpay-transport"
import * as Result from "effect/Result"
import { say } from "../language.ts"
import { isPlainName, isSecretName, type PlainName, plainNames, type SecretName, secretNames } from "./setting-names.ts"

/** Where a secret is kept. */
export type Place = "keyring" | "file"

/** Settings that were saved under a name. */
export interface Profile {
  readonly name: string
  readonly settings: Readonly<Partial<Record<PlainName, string>>>
  /** Where each secret is kept; never the secret. */
  readonly secrets: Readonly<Partial<Record<SecretName, Place>>>
}

/** Profiles by their names. */
export type Profiles = ReadonlyMap<string, Profile>

type JsonObject = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const isPlace = (value: unknown): value is Place => value === "keyring" || value === "file"

/** A name that can be a flag's value, a member of a JSON object and part of a keyring's entry without any care. */
export const isProfileName = (name: string): boolean => /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/u.test(name)

export const profileNameRule = say(
  "a name is 1 to 64 letters, digits, dots, dashes or underscores, and begins with a letter or digit",
  "nama terdiri dari 1 sampai 64 huruf, angka, titik, tanda hubung, atau garis bawah, dan diawali huruf atau angka"
)

const notAnObject = (setting: string): SettingProblem => ({
  setting,
  problem: say(
    "must be a JSON object",
    "harus berupa objek JSON"
  )
})

const notKnown = (setting: string, known: ReadonlyArray<string>): SettingProblem => ({
  setting,
  problem: say(
    `is not known; there are ${known.join(", ")}`,
    `tidak dikenal; yang ada: ${known.join(", ")}`
  )
})

// A name that is misspelt would be a limit that nobody keeps, so no member is passed over.
const settingWrong = (at: string, name: string, value: unknown): ReadonlyArray<SettingProblem> => {
  const setting = `${at}.${name}`
  if (!isPlainName(name)) return [notKnown(setting, [...plainNames, "secrets"])]
  return typeof value === "string" && value !== "" ? [] : [{
    setting,
    problem: say(
      "must be a text in quotes, and not empty",
      "harus berupa teks dalam tanda kutip, dan tidak kosong"
    )
  }]
}

const secretWrong = (at: string, name: string, value: unknown): ReadonlyArray<SettingProblem> => {
  const setting = `${at}.secrets.${name}`
  if (!isSecretName(name)) return [notKnown(setting, secretNames)]
  // A secret that somebody wrote here by hand must not be quoted.
  return isPlace(value) ? [] : [{
    setting,
    problem: say(
      "must say where the secret is kept, keyring or file; use finpay config secret to keep one",
      "harus menyebut tempat rahasia disimpan, keyring atau file; simpan dengan finpay config secret"
    )
  }]
}

const profileWrongs = (name: string, value: unknown): ReadonlyArray<SettingProblem> => {
  const at = `profiles.${name}`
  if (!isProfileName(name)) return [{ setting: `profiles.${JSON.stringify(name)}:`, problem: profileNameRule }]
  if (!isObject(value)) return [notAnObject(at)]
  const { secrets = {}, ...settings } = value
  const envWrong: ReadonlyArray<SettingProblem> = Object.hasOwn(settings, "env") ? [] : [{
    setting: `${at}.env`,
    problem: say(
      "is missing: local, sandbox or production",
      "belum ada: local, sandbox, atau production"
    )
  }]
  return [
    ...envWrong,
    ...Object.entries(settings).flatMap(([member, text]) => settingWrong(at, member, text)),
    ...(isObject(secrets)
      ? Object.entries(secrets).flatMap(([secret, place]) => secretWrong(at, secret, place))
      : [notAnObject(`${at}.secrets`)])
  ]
}

const profileOf = (name: string, value: unknown): Profile => {
  const { secrets = {}, ...settings } = isObject(value) ? value : {}
  return { name, settings, secrets: secrets as Profile["secrets"] }
}

/** The profiles of the file's JSON, or everything that is wrong with it, each by the path of its field. */
export const readProfiles = (json: unknown): Result.Result<Profiles, ReadonlyArray<SettingProblem>> => {
  if (!isObject(json)) return Result.fail([notAnObject("the whole")])
  const { profiles = {}, ...rest } = json
  if (!isObject(profiles)) return Result.fail([notAnObject("profiles")])
  const wrongs = [
    ...Object.keys(rest).map((member) => notKnown(member, ["profiles"])),
    ...Object.entries(profiles).flatMap(([name, value]) => profileWrongs(name, value))
  ]
  return wrongs.length > 0
    ? Result.fail(wrongs)
    : Result.succeed(new Map(Object.entries(profiles).map(([name, value]) => [name, profileOf(name, value)])))
}

/** The file's JSON: members in a fixed order, so that a change shows as one. */
export const profilesJson = (profiles: Profiles): string => {
  const all = [...profiles.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1)).map(
    ({ name, secrets, settings }) => {
      const kept = secretNames.flatMap((secret) => (secrets[secret] === undefined ? [] : [[secret, secrets[secret]]]))
      const plain = plainNames.flatMap((
        setting
      ) => (settings[setting] === undefined ? [] : [[setting, settings[setting]]]))
      return [name, {
        ...Object.fromEntries(plain),
        ...(kept.length === 0 ? {} : { secrets: Object.fromEntries(kept) })
      }]
    }
  )
  return `${JSON.stringify({ profiles: Object.fromEntries(all) }, null, 2)}\n`
}
