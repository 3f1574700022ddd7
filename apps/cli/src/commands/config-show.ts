import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import { loadProfile, userFiles } from "../config/profiles-file.ts"
import { say } from "../language.ts"
import { answer } from "../output/answer.ts"
import { profileArgument, profileJson, profileText } from "./config-profile.ts"

/** `finpay config show`: a profile. Of its secrets only where they are kept. */
export const configShow = Command.make(
  "show",
  { name: profileArgument },
  Effect.fnUntraced(function*({ name }) {
    const { config, secrets } = yield* userFiles
    const { profile } = yield* loadProfile(config, name)
    yield* answer({ json: profileJson(profile), text: profileText(profile, secrets) })
  })
).pipe(
  Command.withDescription(
    say(
      "Show a profile; of its secrets only where they are kept",
      "Tampilkan sebuah profil; untuk rahasianya hanya tempat penyimpanannya"
    )
  ),
  Command.withExamples([
    { command: "finpay config show shop", description: say("The settings named shop", "Pengaturan bernama shop") }
  ])
)
