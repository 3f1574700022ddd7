import * as Argument from "effect/cli/Argument"
import * as CliConfig from "effect/cli/CliConfig"
import * as Command from "effect/cli/Command"
import * as GlobalFlag from "effect/cli/GlobalFlag"
import * as Effect from "effect/Effect"
import { UsageError } from "../errors.ts"
import { CommandTree } from "../help/CommandTree.ts"
import { helpDocOf } from "../help/help-doc.ts"
import { nearest } from "../help/nearest.ts"
import { renderPage } from "../help/render.ts"
import type { Topic } from "../help/topic.ts"
import { topics } from "../help/topics.ts"
import { suggesting } from "../help/wrong-use.ts"
import { say } from "../language.ts"
import { answer } from "../output/answer.ts"
import { outputScreen, pipe } from "../output/terminal.ts"

const tellTopic = Effect.fnUntraced(function*({ name, page }: Topic) {
  const { root } = yield* CommandTree
  const shown = page(yield* helpDocOf(root, [root.name]))
  yield* answer({
    json: { topic: name, text: renderPage(shown, pipe) },
    text: renderPage(shown, outputScreen())
  })
})

const subcommandsOf = (command: Command.Command.Any): ReadonlyArray<Command.Command.Any> =>
  command.subcommands.flatMap(({ commands }) => commands)

const noHelpOn = (words: string, meant: ReadonlyArray<string>): UsageError => {
  const asked = JSON.stringify(words)
  const what = say(`there is no help on ${asked}`, `tidak ada bantuan tentang ${asked}`)
  const all = say("All there is: finpay help", "Semua yang ada: finpay help")
  return new UsageError({ message: meant.length === 0 ? `${what}. ${all}` : `${what}${suggesting(meant)} ${all}` })
}

/** The path of the command that the words name; fails at the first word that names none. */
const pathOf = Effect.fnUntraced(function*(words: ReadonlyArray<string>) {
  const { root } = yield* CommandTree
  const path: Array<string> = [root.name]
  let command = root
  for (const word of words) {
    const known = subcommandsOf(command)
    const next = known.find(({ name }) => name === word)
    if (next === undefined) {
      const names = [...known.map(({ name }) => name), ...(path.length === 1 ? topics.map(({ name }) => name) : [])]
      const meant = nearest(word, names).map((name) => [...path.slice(1), name].join(" "))
      return yield* noHelpOn(words.join(" "), meant)
    }
    path.push(word)
    command = next
  }
  return path
})

/** `finpay help`: the overview, a topic, or the help of a command as `--help` shows it. */
export const help = Command.make(
  "help",
  {
    topic: Argument.String("topic").pipe(
      Argument.withDescription(
        say("A command, such as qris refund, or something to read", "Perintah, misalnya qris refund, atau bahan bacaan")
      ),
      Argument.variadic()
    )
  },
  Effect.fnUntraced(function*({ topic: words }) {
    const topic = words.length === 1
      ? topics.find(({ name, otherWords = [] }) => [name, ...otherWords].includes(words[0] ?? ""))
      : undefined
    if (topic !== undefined) return yield* tellTopic(topic)
    const { root, version } = yield* CommandTree
    const { builtIns } = yield* CliConfig.CliConfig
    yield* GlobalFlag.Help.run(true, { command: root, commandPath: yield* pathOf(words), version, builtIns })
  })
).pipe(
  Command.withDescription(
    say(
      "Help with a command, or something to read about finpay",
      "Bantuan tentang perintah, atau bacaan tentang finpay"
    )
  ),
  Command.withExamples([
    { command: "finpay help refund", description: say("How refund is used", "Cara memakai refund") },
    { command: "finpay help exit-codes", description: say("What the exit codes mean", "Arti kode keluar") }
  ])
)
