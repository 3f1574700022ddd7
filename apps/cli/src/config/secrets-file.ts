/** Secrets in a file beside the profiles, where no keyring keeps them: 0600, and not read where others could. */
import type { ConfigurationProblem } from "@openfinpay/finpay-transport"
import * as Effect from "effect/Effect"
import { parseRecord } from "../input/record.ts"
import { settingProblem } from "../input/setting.ts"
import { say } from "../language.ts"
import { readPrivate, writePrivate } from "./private-file.ts"

/** Secrets by profile and name. */
type Secrets = Readonly<Record<string, Readonly<Record<string, string>>>>

const isSecrets = (value: unknown): value is Secrets =>
  typeof value === "object" && value !== null &&
  Object.values(value).every((profile: unknown) =>
    typeof profile === "object" && profile !== null && !Array.isArray(profile) &&
    Object.values(profile).every((secret: unknown) => typeof secret === "string")
  )

const broken = (file: string) =>
  settingProblem(
    file,
    say(
      "is not as finpay wrote it; remove it and keep the secrets anew with finpay config secret",
      "tidak lagi seperti yang ditulis finpay; hapus, lalu simpan kembali rahasianya dengan finpay config secret"
    )
  )

const load = Effect.fnUntraced(function*(file: string): Effect.fn.Return<Secrets, ConfigurationProblem> {
  const text = yield* readPrivate(file, "read")
  if (text === undefined) return {}
  // What is wrong with it is not quoted: it may be a secret.
  const secrets = yield* Effect.mapError(parseRecord(text), () => broken(file))
  return isSecrets(secrets) ? secrets : yield* broken(file)
})

const save = (file: string, secrets: Secrets) => writePrivate(file, `${JSON.stringify(secrets, null, 2)}\n`)

const ownOf = (secrets: Secrets, profile: string) => Object.hasOwn(secrets, profile) ? secrets[profile] ?? {} : {}

/** The secret of a profile, or `undefined` where the file has none. */
export const readFromFile = (file: string, profile: string, secret: string) =>
  Effect.map(load(file), (secrets): string | undefined => {
    const own = ownOf(secrets, profile)
    return Object.hasOwn(own, secret) ? own[secret] : undefined
  })

/** Keeps a secret of a profile. */
export const keepInFile = Effect.fnUntraced(function*(file: string, profile: string, secret: string, value: string) {
  const secrets = yield* load(file)
  yield* save(file, { ...secrets, [profile]: { ...ownOf(secrets, profile), [secret]: value } })
})

/** Takes a secret out of the file. */
export const dropFromFile = Effect.fnUntraced(function*(file: string, profile: string, secret: string) {
  const secrets = yield* load(file)
  const { [secret]: dropped, ...kept } = ownOf(secrets, profile)
  if (dropped === undefined) return
  const { [profile]: _, ...others } = secrets
  yield* save(file, Object.keys(kept).length === 0 ? others : { ...others, [profile]: kept })
})
