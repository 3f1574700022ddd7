/** The help of one command, from what effect/cli knows of it. */
import type { ArgDoc, FlagDoc, HelpDoc } from "effect/cli/HelpDoc"
import * as Option from "effect/Option"
import { say } from "../language.ts"
import { examples, type Page, type Row, rows, section, type Section, text, usage } from "./page.ts"

/** Longer lists of choices stand in the meaning, not behind the flag. */
const longestPlaceholder = 28

const choicesIn = /^(.*?) ?\(choices: ([^)]*)\)$/su

/** What a flag or an argument means, and what can be chosen; effect/cli writes the choices behind the meaning. */
const meaningOf = (description: Option.Option<string>): { readonly meaning: string; readonly choices: string } => {
  const whole = Option.getOrElse(description, () => "")
  const [, meaning = whole, choices = ""] = choicesIn.exec(whole) ?? []
  return { meaning, choices }
}

/** What stands behind a flag, in words of effect/cli and of ours; a word that is not here is the same in both. */
const placeholders: Readonly<Record<string, string>> = {
  string: say("TEXT", "TEKS"),
  integer: say("NUMBER", "ANGKA"),
  number: say("NUMBER", "ANGKA"),
  choice: say("WORD", "KATA"),
  COLUMN: say("COLUMN", "KOLOM"),
  FILE: say("FILE", "BERKAS"),
  KEY: say("KEY", "KUNCI"),
  LINE: say("LINE", "BARIS"),
  LINES: say("LINES", "BARIS"),
  MINUTES: say("MINUTES", "MENIT"),
  NAME: say("NAME", "NAMA"),
  "NAME=VALUE,...": say("NAME=VALUE,...", "NAMA=NILAI,..."),
  NUMBER: say("NUMBER", "ANGKA"),
  SECONDS: say("SECONDS", "DETIK"),
  SECRET: say("SECRET", "RAHASIA"),
  SETTING: say("SETTING", "PENGATURAN"),
  STYLE: say("STYLE", "CARA"),
  TEXT: say("TEXT", "TEKS"),
  TOPIC: say("TOPIC", "TOPIK"),
  WORD: say("WORD", "KATA")
}

/** A word of a command line that stands for the reader's own. */
export const placeholder = (word: string): string => placeholders[word] ?? word

/** What a flag takes and what it means, each said once. */
export const flagOf = ({ aliases, description, name, required, type }: FlagDoc) => {
  const { choices, meaning } = meaningOf(description)
  const words = choices.replaceAll(", ", "|")
  const isShort = choices !== "" && words.length <= longestPlaceholder
  const value = type === "boolean" ? "" : isShort ? ` ${words}` : ` ${placeholder(type)}`
  return {
    usage: `--${name}${value}`,
    names: `${[`--${name}`, ...aliases].join(", ")}${value}`,
    meaning: choices === "" || isShort ? meaning : `${meaning}: ${choices}`,
    choices: choices === "" ? [] : choices.split(", "),
    required
  }
}

/** How an argument stands in the usage: ORDER, or [FILE] where it can be left out. */
const argumentOf = ({ name, required, variadic }: ArgDoc): string => {
  const word = `${placeholder(name.toUpperCase())}${variadic ? "..." : ""}`
  return required ? word : `[${word}]`
}

/** What an argument is: its placeholder and its meaning. */
export const argumentRow = (argument: ArgDoc): Row => [
  placeholder(argument.name.toUpperCase()),
  meaningOf(argument.description).meaning
]

const flagRow = (flag: FlagDoc): Row => {
  const { meaning, names } = flagOf(flag)
  return [names, meaning]
}

/** The command line in short: what must be given, and that more can be. */
const usageParts = ({ args = [], commandPath = [], flags, subcommands }: HelpDoc): ReadonlyArray<string> => [
  commandPath.join(" "),
  ...(subcommands === undefined ? [] : [say("COMMAND", "PERINTAH")]),
  ...args.map(argumentOf),
  ...flags.filter(({ required }) => required).map((flag) => flagOf(flag).usage),
  ...(flags.some(({ required }) => !required) ? ["[FLAGS]"] : [])
]

const aboutFinpay: ReadonlySet<string> = new Set(["help", "version", "completions"])

/** The flags of every command; those that say something of finpay itself come last. */
export const flagsOfAll = ({ globalFlags = [] }: HelpDoc): ReadonlyArray<FlagDoc> => [
  ...globalFlags.filter(({ name }) => !aboutFinpay.has(name)),
  ...globalFlags.filter(({ name }) => aboutFinpay.has(name))
]

/** The flags of every command in one line: their meaning has a page of its own. */
const everywhere = (doc: HelpDoc): ReadonlyArray<Section> =>
  section(
    say("With every command", "Pada setiap perintah"),
    text(flagsOfAll(doc).map(({ name }) => `--${name}`).join(", ")),
    text(say("What they do: `finpay help flags`", "Kegunaannya: `finpay help flags`"))
  )

const rowsOf = (heading: string, all: ReadonlyArray<Row>): ReadonlyArray<Section> =>
  all.length === 0 ? [] : section(heading, rows(all))

/** A sentence ends with a full stop, also where its description is a mere phrase. */
const sentence = (phrase: string): string => phrase === "" || /[.!?]$/u.test(phrase) ? phrase : `${phrase}.`

/** The page of one command: what it does, how it is used, and what can be given to it. */
export const commandPage = (doc: HelpDoc): Page => {
  const { args = [], commandPath = [], description, flags, subcommands = [] } = doc
  const required = flags.filter((flag) => flag.required)
  const optional = flags.filter((flag) => !flag.required)
  return {
    title: commandPath.join(" "),
    sections: [
      ...section(undefined, text(sentence(description))),
      ...section(say("Usage", "Cara pakai"), usage(usageParts(doc))),
      ...rowsOf(
        say("Commands", "Perintah"),
        subcommands.flatMap(({ commands }) =>
          commands.map((one): Row => [one.name, one.shortDescription ?? one.description])
        )
      ),
      ...(doc.examples === undefined ? [] : section(say("Examples", "Contoh"), examples(doc.examples))),
      ...rowsOf(say("What you give", "Yang Anda isi"), [...args.map(argumentRow), ...required.map(flagRow)]),
      ...rowsOf(say("What you can add", "Yang boleh ditambahkan"), optional.map(flagRow)),
      ...everywhere(doc)
    ]
  }
}

/** The same for a script. */
export const commandJson = (doc: HelpDoc) => ({
  command: (doc.commandPath ?? []).join(" "),
  description: doc.description,
  usage: usageParts(doc).join(" "),
  arguments: (doc.args ?? []).map(({ description, name, required, variadic }) => ({
    name,
    description: meaningOf(description).meaning,
    required,
    variadic
  })),
  flags: [...doc.flags, ...flagsOfAll(doc)].map((flag) => {
    const { choices, meaning } = flagOf(flag)
    return { name: `--${flag.name}`, aliases: flag.aliases, description: meaning, choices, required: flag.required }
  }),
  commands: (doc.subcommands ?? []).flatMap(({ commands }) =>
    commands.map(({ description, name, shortDescription }) => ({ name, description: shortDescription ?? description }))
  ),
  examples: doc.examples ?? []
})
