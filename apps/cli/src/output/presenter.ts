import type * as CliError from "effect/cli/CliError"
import * as CliOutput from "effect/cli/CliOutput"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { jsonLine } from "./answer.ts"
import { OutputMode } from "./OutputMode.ts"
import { printable } from "./text.ts"
import { stderr, stdout } from "./write.ts"

const formatter = CliOutput.defaultFormatter({ colors: false })

// What the reader asked for. Someone who stopped reading it has read enough.
const print = (text: string): Effect.Effect<void> => Effect.ignore(stdout(text))

const usage = (path: ReadonlyArray<string>, problems: ReadonlyArray<string>): Effect.Effect<void> =>
  Effect.flatMap(OutputMode, (mode) =>
    stderr(
      mode === "json"
        ? jsonLine({ _tag: "UsageError", message: problems.join("; "), command: path.join(" ") })
        : `${problems.map((problem) => `finpay: ${problem}\n`).join("")}See: ${path.join(" ")} --help\n`
    ))

const problemText = (error: CliError.NonShowHelpErrors): string => {
  const [first = ""] = error.message.split("\n")
  const suggestions = "suggestions" in error ? error.suggestions : []
  return printable(suggestions.length === 0 ? first : `${first}; did you mean ${suggestions.join(" or ")}?`)
}

const present = (event: CliOutput.Presenter.Event): Effect.Effect<void> => {
  switch (event._tag) {
    case "Help":
      if (event.reason === "Requested") return print(`${formatter.formatHelpDoc(event.helpDoc)}\n`)
      return usage(event.commandPath, [`which command? ${commandNames(event.helpDoc)}`])
    case "InvalidInvocation":
      return usage(event.commandPath, event.errors.map(problemText))
    case "Version":
      return print(`${event.version}\n`)
  }
}

const commandNames = (doc: CliOutput.Presenter.Help["helpDoc"]): string =>
  (doc.subcommands ?? []).flatMap(({ commands }) => commands.map(({ name }) => name)).join(", ")

/** Help and versions on standard output when asked for; everything about wrong use on standard error. */
export const presenter: Layer.Layer<never> = Layer.mergeAll(
  CliOutput.layer(formatter),
  CliOutput.layerPresenter({ present })
)
