import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import { userFiles } from "../config/profiles-file.ts"
import { say } from "../language.ts"
import { answer } from "../output/answer.ts"
import { printable } from "../output/text.ts"

/** `finpay config path`: where the profiles are. */
export const configPath = Command.make(
  "path",
  {},
  Effect.fnUntraced(function*() {
    const { config, secrets } = yield* userFiles
    yield* answer({ json: { config, secrets }, text: `${printable(config)}\n` })
  })
).pipe(
  Command.withDescription(say("Print the file in which the profiles are", "Cetak berkas tempat profil disimpan")),
  Command.withExamples([
    {
      command: "finpay config path",
      description: say("Where the profiles of this user are", "Tempat profil pengguna ini")
    }
  ])
)
