import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import { loadProfiles, userFiles } from "../config/profiles-file.ts"
import { say } from "../language.ts"
import { answer } from "../output/answer.ts"
import { table } from "../output/text.ts"
import { profileJson } from "./config-profile.ts"

const none = say(
  "No profiles yet. To make one: finpay config set NAME --env sandbox --merchant ID\n",
  "Belum ada profil. Untuk membuatnya: finpay config set NAMA --env sandbox --merchant ID\n"
)

/** `finpay config list`: the profiles of this user. */
export const configList = Command.make(
  "list",
  {},
  Effect.fnUntraced(function*() {
    const { config } = yield* userFiles
    const profiles = [...(yield* loadProfiles(config)).values()].toSorted((a, b) => (a.name < b.name ? -1 : 1))
    const rows = profiles.map(({ name, settings: { env = "", merchant = "" } }) => [name, env, merchant])
    yield* answer({
      json: { file: config, profiles: profiles.map(profileJson) },
      text: rows.length === 0 ? none : table([say("PROFILE", "PROFIL"), "ENV", "MERCHANT"], rows)
    })
  })
).pipe(
  Command.withDescription(say("List the profiles", "Tampilkan daftar profil")),
  Command.withExamples([
    { command: "finpay config list", description: say("The profiles of this user", "Profil milik pengguna ini") }
  ])
)
