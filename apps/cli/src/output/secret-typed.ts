import type * as CliOutput from "effect/cli/CliOutput"
import { secretNames } from "../config/setting-names.ts"
import { say } from "../language.ts"

type Mistake = CliOutput.Presenter.InvalidInvocation["errors"][number]

const quotesWhatWasTyped = ({ _tag }: Mistake): boolean => _tag === "UnexpectedArgument" || _tag === "InvalidValue"

/** What is typed too much behind `config secret` is most likely the secret: it must not be said again. */
export const mayQuoteSecret = (path: ReadonlyArray<string>, errors: ReadonlyArray<Mistake>): boolean =>
  path.slice(1).join(" ") === "config secret" && errors.some(quotesWhatWasTyped)

/** What is said in its place. */
export const secretTyped = say(
  `name a profile and one of ${
    secretNames.join(", ")
  }, and nothing more. A secret is never an argument, where others ` +
    "can read it and the shell remembers it: if you typed one, have it changed",
  `sebutkan profil dan salah satu dari ${secretNames.join(", ")}, tidak lebih. Rahasia tidak pernah menjadi argumen, ` +
    "karena di situ orang lain dapat membacanya dan shell mengingatnya: bila Anda mengetikkannya, mintalah penggantinya"
)
