/** Wrong use of the command line, in the words of the person who typed it. */
import type * as CliError from "effect/cli/CliError"
import type { HelpDoc } from "effect/cli/HelpDoc"
import { say } from "../language.ts"
import { argumentRow, flagOf } from "./command-page.ts"

const quoted = (text: string): string => JSON.stringify(text)

const listed = (words: ReadonlyArray<string>): string => words.join(", ")

/** What a suggestion is put behind. */
export const suggesting = (suggestions: ReadonlyArray<string>): string =>
  suggestions.length === 0
    ? ""
    : say(`; did you mean ${suggestions.join(" or ")}?`, `; maksud Anda ${suggestions.join(" atau ")}?`)

// The words of effect/cli for what it reads itself; everything else was written by us, in the right language.
const ofEffect: Readonly<Record<string, string>> = {
  "Expected a string representing a finite number": say("Expected a number, such as 30", "Harus angka, misalnya 30"),
  "Expected an integer": say("Expected a whole number, such as 30", "Harus bilangan bulat, misalnya 30")
}

const flagNamed = ({ flags, globalFlags = [] }: HelpDoc, name: string) => {
  const found = [...flags, ...globalFlags].find((flag) => flag.name === name)
  return found === undefined ? undefined : flagOf(found)
}

const oneOf = (choices: ReadonlyArray<string>): string =>
  say(`Choose one of: ${listed(choices)}`, `Pilih salah satu: ${listed(choices)}`)

const expectedText = (expected: string, choices: ReadonlyArray<string>): string => {
  if (choices.length > 0) return oneOf(choices)
  if (expected.startsWith("Expected \"true\"")) return say("It takes no value", "Flag ini tidak perlu nilai")
  return ofEffect[expected] ?? expected
}

const invalidValue = ({ expected, kind, option, value }: CliError.InvalidValue, doc: HelpDoc): string => {
  if (kind === "argument") {
    const name = option.toUpperCase()
    return say(
      `${name} cannot be ${quoted(value)}. ${expected}`,
      `${name} ${quoted(value)} tidak bisa dipakai. ${expected}`
    )
  }
  const name = `--${option}`
  const times = /^(\d+) occurrences$/u.exec(value)?.[1]
  if (times !== undefined) {
    return say(`${name} is there ${times} times: give it once`, `${name} ada ${times} kali: cukup sekali saja`)
  }
  const flag = flagNamed(doc, option)
  if (value === "") {
    const choices = flag?.choices ?? []
    const wanted = choices.length > 0 ? oneOf(choices) : flag?.usage ?? name
    return say(`${name} needs a value. ${wanted}`, `${name} memerlukan nilai. ${wanted}`)
  }
  const told = expectedText(expected, flag?.choices ?? [])
  return say(`${name} cannot be ${quoted(value)}. ${told}`, `${name} ${quoted(value)} tidak bisa dipakai. ${told}`)
}

/** A number behind the order, where the amount has no flag: `finpay refund INV-1 2000`. */
const bareAmount = (args: ReadonlyArray<string>, { commandPath = [] }: HelpDoc): string | undefined => {
  const [before = "", last = ""] = args.slice(-2)
  const isBehindOrder = !before.startsWith("-") && before !== commandPath.at(-1)
  return isBehindOrder && /^\d+$/u.test(last) ? last : undefined
}

/** Of a command that is not known no flag can be: what is said of flags beside it is noise. */
export const worthTelling = <Error extends { readonly _tag: string }>(
  errors: ReadonlyArray<Error>
): ReadonlyArray<Error> => {
  const unknown = errors.filter(({ _tag }) => _tag === "UnknownSubcommand")
  return unknown.length === 0 ? errors : unknown
}

/** One problem with what was typed, for a person. */
export const problemText = (error: CliError.NonShowHelpErrors, doc: HelpDoc, args: ReadonlyArray<string>): string => {
  switch (error._tag) {
    case "UnrecognizedOption": {
      const command = error.command?.join(" ") ?? "finpay"
      return say(`${command} has no flag ${error.option}`, `${command} tidak mengenal flag ${error.option}`) +
        suggesting(error.suggestions)
    }
    case "UnknownSubcommand": {
      const parent = error.parent?.join(" ") ?? "finpay"
      const word = quoted(error.subcommand)
      const unknown = parent === "finpay"
        ? say(`there is no command ${word}`, `tidak ada perintah ${word}`)
        : say(`${parent} has no command ${word}`, `${parent} tidak mengenal perintah ${word}`)
      return unknown + suggesting(error.suggestions)
    }
    case "MissingOption": {
      const usage = flagNamed(doc, error.option)?.usage ?? `--${error.option}`
      const amount = error.option === "amount" ? bareAmount(args, doc) : undefined
      return say(`${usage} is missing`, `${usage} belum diisi`) +
        (amount === undefined ? "" : say(`: write --amount ${amount}`, `: tulis --amount ${amount}`))
    }
    case "MissingArgument": {
      const argument = doc.args?.find(({ name }) => name === error.argument)
      const [name, meaning] = argument === undefined ? [error.argument.toUpperCase(), ""] : argumentRow(argument)
      return say(`${name} is missing`, `${name} belum diisi`) + (meaning === "" ? "" : `. ${meaning}`)
    }
    case "UnexpectedArgument": {
      const words = listed(error.arguments.map(quoted))
      return say(`${words}: nothing more is expected here`, `${words}: tidak diharapkan di sini`)
    }
    case "InvalidValue":
      return invalidValue(error, doc)
    // Mistakes in the definition of a command, and errors that no command raises this way.
    case "DuplicateOption":
    case "ValidationError":
    case "UserError":
      return error.message
  }
}
