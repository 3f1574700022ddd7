import * as CliOutput from "effect/cli/CliOutput"
import type * as Command from "effect/cli/Command"
import type { HelpDoc } from "effect/cli/HelpDoc"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import { commandJson, commandPage } from "../help/command-page.ts"
import { overview } from "../help/overview.ts"
import { renderPage } from "../help/render.ts"
import { problemText, worthTelling } from "../help/wrong-use.ts"
import { say } from "../language.ts"
import { jsonLine } from "./answer.ts"
import { OutputMode } from "./OutputMode.ts"
import { mayQuoteSecret, secretTyped } from "./secret-typed.ts"
import { wrap } from "./terminal-wrap.ts"
import { errorScreen, outputScreen } from "./terminal.ts"
import { printable } from "./text.ts"
import { stderr, stdout } from "./write.ts"

/** Something that is told, in both forms. */
interface Told {
  readonly json: unknown
  readonly text: string
}

const inMode = <A>(use: (isJson: boolean) => Effect.Effect<A>): Effect.Effect<A> =>
  Effect.flatMap(OutputMode, (mode) => use(mode === "json"))

// What the reader asked for. Someone who stopped reading it has read enough.
const print = ({ json, text }: Told): Effect.Effect<void> =>
  inMode((isJson) => Effect.ignore(stdout(isJson ? jsonLine(json) : text)))

const usage = (path: ReadonlyArray<string>, { json, text }: Told): Effect.Effect<void> =>
  inMode((isJson) =>
    stderr(
      isJson
        ? jsonLine({ _tag: "UsageError", message: json, command: path.join(" ") })
        : `${text}${say("See", "Lihat")}: ${path.join(" ")} --help\n`
    )
  )

const told = (problem: string): string =>
  wrap(`finpay: ${printable(problem)}`, errorScreen().columns).map((line) => `${line}\n`).join("")

/** What scripts are told of a mistake: the words of effect/cli. */
const messageOf = (error: CliOutput.Presenter.InvalidInvocation["errors"][number]): string => {
  const [first = ""] = error.message.split("\n")
  const suggestions = "suggestions" in error ? error.suggestions : []
  return printable(suggestions.length === 0 ? first : `${first}; did you mean ${suggestions.join(" or ")}?`)
}

const commandNames = (doc: HelpDoc): string =>
  (doc.subcommands ?? []).flatMap(({ commands }) => commands.map(({ name }) => name)).join(", ")

/** Help and versions on standard output when asked for; everything about wrong use on standard error. */
export const presenter = (root: Command.Command.Any, args: ReadonlyArray<string>): Layer.Layer<never> =>
  CliOutput.layerPresenter({
    present: (event) => {
      switch (event._tag) {
        case "Help": {
          const { commandPath, helpDoc, reason } = event
          if (reason === "Implicit") {
            const names = commandNames(helpDoc)
            return usage(commandPath, {
              json: `which command? ${names}`,
              text: told(say(`which command? ${names}`, `perintah yang mana? ${names}`))
            })
          }
          const page = commandPath.length > 1 ? commandPage(helpDoc) : overview(root)
          return print({ json: commandJson(helpDoc), text: renderPage(page, outputScreen()) })
        }
        case "InvalidInvocation": {
          const { commandPath, helpDoc } = event
          const errors = worthTelling(event.errors)
          if (mayQuoteSecret(commandPath, errors)) {
            return usage(commandPath, { json: secretTyped, text: told(secretTyped) })
          }
          return usage(commandPath, {
            json: errors.map(messageOf).join("; "),
            text: errors.map((error) => told(problemText(error, helpDoc, args))).join("")
          })
        }
        case "Version":
          return print({ json: { version: event.version }, text: `${event.version}\n` })
      }
    }
  })
