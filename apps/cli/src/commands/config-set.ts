import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { resolve } from "node:path"
import { settingsWrongs } from "../config/check-settings.ts"
import { isProfileName, type Profile, profileNameRule } from "../config/Profile.ts"
import { loadProfiles, saveProfiles, userFiles } from "../config/profiles-file.ts"
import { type PlainName, plainNames, plainSettings } from "../config/setting-names.ts"
import { UsageError } from "../errors.ts"
import { Env, Quiet, Timeout } from "../global-flags.ts"
import { upTo } from "../input/repeated.ts"
import { say } from "../language.ts"
import { answer } from "../output/answer.ts"
import { nextStep, profileArgument, profileJson, profileText } from "./config-profile.ts"

/** Those that are flags of every command, and mean the same here. */
type GlobalName = "env" | "timeout"

const isLocal = (name: PlainName): name is Exclude<PlainName, GlobalName> => name !== "env" && name !== "timeout"

const localNames = plainNames.filter(isLocal)

const settingFlag = (name: PlainName) =>
  Flag.String(name).pipe(
    Flag.withMetavar(plainSettings[name].metavar),
    Flag.withDescription(plainSettings[name].description),
    Flag.optional
  )

const flags = {
  ...Object.fromEntries(localNames.map((name) => [name, settingFlag(name)])) as Readonly<
    Record<typeof localNames[number], ReturnType<typeof settingFlag>>
  >,
  unset: Flag.Literals("unset", plainNames.filter((name) => name !== "env")).pipe(
    Flag.withMetavar("SETTING"),
    Flag.withDescription(
      say("Remove this setting from the profile; can be repeated", "Hapus pengaturan ini dari profil; dapat diulang")
    ),
    upTo(plainNames.length)
  )
}

type Settings = Profile["settings"]

const usage = (message: string) => new UsageError({ message })

/** What the flags say. A file is named by its whole path: the profile is used from any folder. */
const givenSettings = Effect.fnUntraced(function*(input: Command.Command.Config.Infer<typeof flags>) {
  const given: Partial<Record<PlainName, string>> = {}
  for (const name of localNames) {
    const value = Option.getOrUndefined(input[name])
    if (value === undefined) continue
    if (value === "") {
      return yield* usage(
        say(`--${name} is empty; --unset ${name} removes it`, `--${name} kosong; --unset ${name} menghapusnya`)
      )
    }
    given[name] = name === "snap-private-key-file" ? resolve(value) : value
  }
  const env = yield* Env
  const timeout = yield* Timeout
  return {
    ...given,
    ...(Option.isSome(env) ? { env: env.value } : {}),
    ...(Option.isSome(timeout) ? { timeout: String(timeout.value) } : {})
  } satisfies Settings
})

/** Why these settings cannot be given to what is there; `undefined` when nothing stands in the way. */
const refusalOf = (name: string, before: Profile | undefined, given: Settings, unset: ReadonlyArray<PlainName>) => {
  if (!isProfileName(name)) return `${JSON.stringify(name)}: ${profileNameRule}`
  const both = unset.find((setting) => given[setting] !== undefined)
  if (both !== undefined) {
    return say(`--${both} is given and unset at once`, `--${both} diberikan dan sekaligus dihapus`)
  }
  if (before === undefined) {
    return given.env === undefined
      ? say(
        `${name} is a new profile: say which Finpay it is for, --env sandbox or --env production`,
        `${name} adalah profil baru: sebutkan Finpay yang mana, --env sandbox atau --env production`
      )
      : undefined
  }
  if (unset.length === 0 && Object.keys(given).length === 0) {
    return say(
      "nothing to set: name a setting, such as --merchant",
      "tidak ada yang diatur: sebutkan, misalnya --merchant"
    )
  }
  return clashWithSecrets(before, given, unset)
}

/** Settings that say whose the secrets are. */
const owners = ["env", "merchant"] as const

const clashWithSecrets = (
  { name, secrets, settings }: Profile,
  given: Settings,
  unset: ReadonlyArray<PlainName>
): string | undefined => {
  const changed = owners.find((owner) =>
    settings[owner] !== undefined && (unset.includes(owner) || (given[owner] ?? settings[owner]) !== settings[owner])
  )
  if (changed !== undefined && Object.keys(secrets).length > 0) {
    return say(
      `${name} keeps secrets of ${settings[changed]}; for another ${changed} make another profile`,
      `${name} menyimpan rahasia milik ${settings[changed]}; untuk ${changed} lain, buatlah profil lain`
    )
  }
  return given["snap-private-key-file"] === undefined || secrets["snap-private-key"] === undefined ? undefined : say(
    `${name} keeps a snap-private-key already; a profile has the key or its file, not both`,
    `${name} sudah menyimpan snap-private-key; sebuah profil memiliki kunci atau berkasnya, tidak keduanya`
  )
}

const merged = (before: Settings, given: Settings, unset: ReadonlyArray<PlainName>): Settings =>
  Object.fromEntries(Object.entries({ ...before, ...given }).filter(([name]) => !unset.some((gone) => gone === name)))

/** `finpay config set`: makes a profile, or changes one. */
export const configSet = Command.make(
  "set",
  { name: profileArgument, ...flags },
  Effect.fnUntraced(function*({ name, ...input }) {
    const files = yield* userFiles
    const profiles = yield* loadProfiles(files.config)
    const before = profiles.get(name)
    const given = yield* givenSettings(input)
    const refusal = refusalOf(name, before, given, input.unset)
    if (refusal !== undefined) return yield* usage(refusal)
    const profile: Profile = {
      name,
      settings: merged(before?.settings ?? {}, given, input.unset),
      secrets: before?.secrets ?? {}
    }
    const wrongs = yield* settingsWrongs(profile)
    if (wrongs.length > 0) {
      return yield* usage(wrongs.map(({ problem, setting }) => `--${setting} ${problem}`).join("; "))
    }
    yield* saveProfiles(files.config, new Map([...profiles, [name, profile]]))
    const next = (yield* Quiet) ? "" : `\n${nextStep(profile)}\n`
    yield* answer({ json: profileJson(profile), text: `${profileText(profile, files.secrets)}${next}` })
  })
).pipe(
  Command.withDescription(
    say(
      "Make a profile, or change one: only what is named changes. --env and --timeout are saved too. Secrets are not " +
        "given here: finpay config secret",
      "Buat sebuah profil, atau ubah: hanya yang disebut yang berubah. --env dan --timeout ikut disimpan. Rahasia tidak " +
        "diberikan di sini: finpay config secret"
    )
  ),
  Command.withShortDescription(say("Make a profile, or change one", "Buat atau ubah sebuah profil")),
  Command.withExamples([
    {
      command: "finpay config set shop --env production --merchant FINPAY770 --refund-limit 5000000",
      description: say(
        "The shop in production, where no refund is larger than Rp 5.000.000",
        "Toko di produksi, tanpa pengembalian dana di atas Rp 5.000.000"
      )
    },
    {
      command: "finpay config set shop --unset refund-limit",
      description: say("Without a limit again", "Kembali tanpa batas")
    }
  ])
)
