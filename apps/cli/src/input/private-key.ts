import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { say } from "../language.ts"
import { setting, settingProblem } from "./setting.ts"

const variable = "FINPAY_SNAP_PRIVATE_KEY"
const fileVariable = "FINPAY_SNAP_PRIVATE_KEY_FILE"

/** The SNAP private key in the file that `FINPAY_SNAP_PRIVATE_KEY_FILE` names, if it is set. */
export const privateKeyOfFile = Effect.gen(function*() {
  const path = yield* setting(fileVariable)
  if (Option.isNone(path)) return Option.none<Redacted.Redacted>()
  if (Option.isSome(yield* setting(variable))) {
    return yield* settingProblem(
      fileVariable,
      say(`and ${variable} are both set; keep one`, `dan ${variable} keduanya diisi; pakai salah satu`)
    )
  }
  const files = yield* FileSystem.FileSystem
  const pem = yield* Effect.mapError(
    files.readFileString(path.value),
    (error) =>
      settingProblem(
        fileVariable,
        say(
          `names a file that cannot be read (${error.reason._tag})`,
          `menunjuk berkas yang tidak dapat dibaca (${error.reason._tag})`
        )
      )
  )
  return Option.some(Redacted.make(pem, { label: "private key" }))
})
