/** The language in which finpay speaks to people. JSON is the same in every language. */
import { beforeOperands, isJsonAsked } from "./args.ts"

/** English and Indonesian, as `--lang` names them. */
export const languages = ["en", "id"] as const

export type Language = typeof languages[number]

const isLanguage = (text: string | undefined): text is Language => languages.some((known) => known === text)

/** What `--lang` says. Looked up before anything is parsed, so that help and wrong use are told in it too. */
const asked = (args: ReadonlyArray<string>): string | undefined => {
  const options = beforeOperands(args)
  const tied = options.findLast((arg) => arg.startsWith("--lang="))
  const loose = options.lastIndexOf("--lang")
  return tied?.slice("--lang=".length) ?? (loose < 0 ? undefined : options[loose + 1])
}

/** Of `--lang`, `LC_ALL`, `LC_MESSAGES` and `LANG`, the first that is set decides; English unless it is Indonesian. */
export const languageOf = (
  args: ReadonlyArray<string>,
  env: Readonly<Record<string, string | undefined>>
): Language => {
  const wanted = asked(args)
  if (isLanguage(wanted)) return wanted
  const locale = env["LC_ALL"] || env["LC_MESSAGES"] || env["LANG"] || ""
  return /^(?:id|in)(?:_|\.|@|$)/iu.test(locale) ? "id" : "en"
}

/** Decided once: a process speaks one language. */
export const language: Language = languageOf(process.argv.slice(2), process.env)

// What a script is told is English in every language, also a message that a person would be told in another one.
const isForScripts = isJsonAsked(process.argv.slice(2))

/** The language of what this process says: of a person's, or English for a script. */
export const spoken: Language = isForScripts ? "en" : language

/** A text in the language of this process. Both stand next to each other, so that neither is forgotten. */
export const say = (en: string, id: string): string => (spoken === "id" ? id : en)
