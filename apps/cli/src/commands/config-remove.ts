import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import { askPerson } from "../ask-person.ts"
import type { Profile } from "../config/Profile.ts"
import { loadAgain, loadProfile, saveProfiles, userFiles } from "../config/profiles-file.ts"
import { dropSecret, secretsOf } from "../config/secrets.ts"
import { UsageError } from "../errors.ts"
import { toggle } from "../input/toggle.ts"
import { say } from "../language.ts"
import { answer } from "../output/answer.ts"
import { errorScreen } from "../output/terminal.ts"
import { printable } from "../output/text.ts"
import { profileArgument, profileText } from "./config-profile.ts"

const confirm = (profile: Profile, secretsFile: string) =>
  askPerson({
    text: `${profileText(profile, secretsFile, errorScreen())}${
      say(
        "The profile and its secrets are removed. To go on, type its name: ",
        "Profil dan rahasianya akan dihapus. Untuk melanjutkan, ketik namanya: "
      )
    }`,
    expected: profile.name,
    nobody: new UsageError({
      message: say(
        "nothing was removed: it is confirmed on a terminal, or by --yes in a script",
        "tidak ada yang dihapus: konfirmasi di terminal, atau dengan --yes dalam skrip"
      )
    }),
    otherwise: new UsageError({
      message: say(
        "nothing was removed: what was typed is not the name",
        "tidak ada yang dihapus: yang diketik bukan namanya"
      )
    })
  })

/** What was removed, and what could not be. */
const text = (name: string, left: ReadonlyArray<string>): string => {
  const removed = say(`Removed ${name}.`, `${name} dihapus.`)
  const stays = left.length === 0 ? "" : say(
    ` The keyring cannot be used now; what it keeps for openfinpay as ${left.join(", ")} stays there: remove it there.`,
    ` Keyring sedang tidak dapat dipakai; yang disimpannya untuk openfinpay sebagai ${left.join(", ")} tetap ada di ` +
      "sana: hapus di sana."
  )
  return `${printable(`${removed}${stays}`)}\n`
}

/** `finpay config remove`: removes a profile with its secrets. */
export const configRemove = Command.make(
  "remove",
  {
    name: profileArgument,
    yes: toggle("yes", say("Remove it without being asked", "Hapus tanpa ditanya"))
  },
  Effect.fnUntraced(function*({ name, yes }) {
    const files = yield* userFiles
    const { profile } = yield* loadProfile(files.config, name)
    if (!yes) yield* confirm(profile, files.secrets)
    const left: Array<string> = []
    const confirmed = yield* loadAgain(files.config, profile)
    for (const [secret, place] of secretsOf(confirmed.profile)) {
      // A keyring that is gone must not keep the profile alive.
      yield* Effect.catchTag(
        dropSecret(files, name, secret, place),
        "KeyringUnavailable",
        () => Effect.sync(() => left.push(`${name}/${secret}`))
      )
    }
    // A keyring can wait for somebody too.
    const { profiles } = yield* loadAgain(files.config, profile)
    yield* saveProfiles(files.config, new Map([...profiles].filter(([other]) => other !== name)))
    yield* answer({ json: { removed: name, leftInKeyring: left }, text: text(name, left) })
  })
).pipe(
  Command.withDescription(say("Remove a profile and its secrets", "Hapus sebuah profil beserta rahasianya")),
  Command.withExamples([
    { command: "finpay config remove shop", description: say("Forget the shop", "Lupakan toko itu") }
  ])
)
