import { importRsaPrivateKey } from "@openfinpay/finpay-core"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Stdio from "effect/Stdio"
import { askSecret } from "../ask-person.ts"
import type { ConfigFiles } from "../config/config-folder.ts"
import type { Profile } from "../config/Profile.ts"
import { loadAgain, loadProfile, saveProfiles, userFiles } from "../config/profiles-file.ts"
import { dropSecret, type Kept, keepSecret } from "../config/secrets.ts"
import { type SecretName, secretNames } from "../config/setting-names.ts"
import { UsageError } from "../errors.ts"
import { Quiet } from "../global-flags.ts"
import { readText } from "../input/source.ts"
import { say } from "../language.ts"
import { answer } from "../output/answer.ts"
import { printable } from "../output/text.ts"
import { nextStep, placeText, profileArgument } from "./config-profile.ts"

const usage = (message: string) => new UsageError({ message })

const nobody = usage(
  say(
    "nobody can be asked for the secret; pipe it in, or name its file with --from-file",
    "tidak ada yang dapat ditanyai rahasianya; alirkan lewat masukan standar, atau sebutkan berkasnya dengan --from-file"
  )
)

// A key of many lines is not typed.
const fromFileOnly = usage(
  say(
    "snap-private-key is a text of many lines: name its file with --from-file, or pipe it in",
    "snap-private-key berupa teks berbaris-baris: sebutkan berkasnya dengan --from-file, atau alirkan lewat masukan standar"
  )
)

/** Typed by a person who is not shown it, or read from a file or a pipe. Never an argument. */
const readSecret = Effect.fnUntraced(function*(profile: string, secret: SecretName, file: Option.Option<string>) {
  const { stdinIsTerminal } = yield* Stdio.Stdio
  if (Option.isSome(file) || !(yield* stdinIsTerminal)) {
    const text = yield* readText(file)
    return Redacted.make(secret === "snap-private-key" ? text : text.replace(/\r?\n$/u, ""))
  }
  if (secret === "snap-private-key") return yield* fromFileOnly
  return yield* askSecret(
    say(
      `The ${secret} of ${profile} (not shown while you type): `,
      `${secret} untuk ${profile} (tidak ditampilkan saat Anda mengetik): `
    ),
    nobody
  )
})

/** What is wrong with a secret of one line; it is never quoted. */
const lineProblem = (text: string): string | undefined => {
  if (text === "") return say("is empty", "kosong")
  if (/[\r\n]/u.test(text)) return say("has more than one line", "lebih dari satu baris")
  return text === text.trim() ? undefined : say("begins or ends with a blank", "diawali atau diakhiri spasi")
}

const problemOf = Effect.fnUntraced(function*(secret: SecretName, value: Redacted.Redacted) {
  switch (secret) {
    case "merchant-key":
    case "snap-client-secret":
      return lineProblem(Redacted.value(value))
    case "database-url": {
      const { databaseUrlProblem } = yield* Effect.promise(() => import("@openfinpay/finpay-journal"))
      return lineProblem(Redacted.value(value)) ?? databaseUrlProblem(value)
    }
    case "snap-private-key":
      return yield* Effect.match(importRsaPrivateKey(value), {
        onFailure: ({ message }) => message,
        onSuccess: () => undefined
      })
  }
})

/** The RSA key and the name of its file stand in each other's way. */
const refuseTwoKeys = Effect.fnUntraced(function*({ name, settings }: Profile, secret: SecretName) {
  if (secret !== "snap-private-key" || settings["snap-private-key-file"] === undefined) return
  return yield* usage(
    say(
      `${name} names a snap-private-key-file already; a profile has the key or its file, not both`,
      `${name} sudah menyebut snap-private-key-file; sebuah profil memiliki kunci atau berkasnya, tidak keduanya`
    )
  )
})

const text = (files: ConfigFiles, profile: string, secret: SecretName, kept: Kept): string => {
  const why = kept.noKeyring === undefined ? "" : say(
    `The keyring of the operating system cannot be used: ${kept.noKeyring}.\n`,
    `Keyring sistem operasi tidak dapat dipakai: ${kept.noKeyring}.\n`
  )
  const where = placeText(kept.place, files.secrets)
  const closed = kept.place === "keyring" ? "" : say(", which only you can read", ", yang hanya dapat Anda baca")
  return printableLines(`${why}${secret} ${say("of", "untuk")} ${profile}: ${where}${closed}.\n`)
}

const printableLines = (lines: string): string => lines.split("\n").map(printable).join("\n")

/** `finpay config secret`: keeps a secret of a profile. */
export const configSecret = Command.make(
  "secret",
  {
    name: profileArgument,
    secret: Argument.Literals("secret", secretNames).pipe(
      Argument.withDescription(
        say(`Which secret: ${secretNames.join(", ")}`, `Rahasia yang mana: ${secretNames.join(", ")}`)
      )
    ),
    fromFile: Flag.String("from-file").pipe(
      Flag.withMetavar("FILE"),
      Flag.withDescription(
        say("Read it from this file; - is standard input", "Baca dari berkas ini; - berarti masukan standar")
      ),
      Flag.optional
    ),
    keepIn: Flag.Literals("keep-in", ["keyring", "file"]).pipe(
      Flag.withDescription(
        say(
          "Where to keep it (default: the keyring of the operating system, or a file where there is none)",
          "Tempat menyimpannya (bawaan: keyring sistem operasi, atau berkas bila tidak ada)"
        )
      ),
      Flag.optional
    )
  },
  Effect.fnUntraced(function*({ fromFile, keepIn, name, secret }) {
    const files = yield* userFiles
    const before = (yield* loadProfile(files.config, name)).profile
    yield* refuseTwoKeys(before, secret)
    const value = yield* readSecret(name, secret, fromFile)
    const problem = yield* problemOf(secret, value)
    if (problem !== undefined) return yield* usage(`${secret}: ${problem}`)
    const { profile: asked } = yield* loadAgain(files.config, before)
    yield* refuseTwoKeys(asked, secret)
    const kept = yield* keepSecret(files, asked, secret, value, Option.getOrUndefined(keepIn))
    // A keyring can wait for somebody too.
    const { profile, profiles } = yield* loadAgain(files.config, before)
    const changed: Profile = { ...profile, secrets: { ...profile.secrets, [secret]: kept.place } }
    yield* saveProfiles(files.config, new Map([...profiles, [name, changed]]))
    const place = profile.secrets[secret]
    // Nothing reads it there any more. Where it cannot be taken out it does no harm.
    if (place !== undefined && place !== kept.place) yield* Effect.ignore(dropSecret(files, name, secret, place))
    yield* answer({
      json: { name, secret, keptIn: kept.place, noKeyring: kept.noKeyring },
      text: `${text(files, name, secret, kept)}${(yield* Quiet) ? "" : `${nextStep(changed)}\n`}`
    })
  })
).pipe(
  Command.withDescription(
    say(
      "Keep a secret of a profile: asked for and not shown, or read from a file or a pipe. Never write one into a command",
      "Simpan rahasia sebuah profil: ditanyakan tanpa ditampilkan, atau dibaca dari berkas atau masukan standar. Jangan " +
        "pernah menuliskannya dalam perintah"
    )
  ),
  Command.withShortDescription(say("Keep a secret of a profile", "Simpan rahasia sebuah profil")),
  Command.withExamples([
    {
      command: "finpay config secret shop merchant-key",
      description: say("Asks for the Merchant Key of the shop", "Menanyakan Merchant Key toko")
    },
    {
      command: "finpay config secret shop snap-private-key --from-file snap.pem",
      description: say("The RSA key for QRIS, from its file", "Kunci RSA untuk QRIS, dari berkasnya")
    }
  ])
)
