import * as CliOutput from "effect/cli/CliOutput"
import type * as Command from "effect/cli/Command"
import type { HelpDoc } from "effect/cli/HelpDoc"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import { say } from "../language.ts"
import { jsonLine } from "./answer.ts"
import { OutputMode } from "./OutputMode.ts"
import { mayQuoteSecret, secretTyped } from "./secret-typed.ts"
import { wrap } from "./terminal-wrap.ts"
import { errorScreen, outputScreen } from "./terminal.ts"
import { printable } from "./text.ts"
import { stderr, stdout } from "./write.ts"

// Most command lines are right, and ask for no help: both are loaded when they are needed.
const loadHelp = Effect.promise(async () => ({
  ...(await import("../help/command-page.ts")),
  ...(await import("../help/overview.ts")),
  ...(await import("../help/render.ts"))
}))

const loadWrongUse = Effect.promise(() => import("../help/wrong-use.ts"))

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

type Event<Tag> = Extract<Parameters<CliOutput.Presenter["present"]>[0], { readonly _tag: Tag }>

const presentHelp = Effect.fnUntraced(
  function*(root: Command.Command.Any, { commandPath, helpDoc, reason }: Event<"Help">) {
    if (reason === "Implicit") {
      const names = commandNames(helpDoc)
      return yield* usage(commandPath, {
        json: `which command? ${names}`,
        text: told(say(`which command? ${names}`, `perintah yang mana? ${names}`))
      })
    }
    const { commandJson, commandPage, overview, renderPage } = yield* loadHelp
    const page = commandPath.length > 1 ? commandPage(helpDoc) : overview(root)
    yield* print({ json: commandJson(helpDoc), text: renderPage(page, outputScreen()) })
  }
)

const presentWrongUse = Effect.fnUntraced(
  function*(args: ReadonlyArray<string>, { commandPath, errors: all, helpDoc }: Event<"InvalidInvocation">) {
    const { problemText, worthTelling } = yield* loadWrongUse
    const errors = worthTelling(all)
    if (mayQuoteSecret(commandPath, errors)) {
      return yield* usage(commandPath, { json: secretTyped, text: told(secretTyped) })
    }
    yield* usage(commandPath, {
      json: errors.map(messageOf).join("; "),
      text: errors.map((error) => told(problemText(error, helpDoc, args))).join("")
    })
  }
)

/** Help and versions on standard output when asked for; everything about wrong use on standard error. */
export const presenter = (root: Command.Command.Any, args: ReadonlyArray<string>): Layer.Layer<never> =>
  CliOutput.layerPresenter({
    present: (event) => {
      switch (event._tag) {
        case "Help":
          return presentHelp(root, event)
        case "InvalidInvocation":
          return presentWrongUse(args, event)
        case "Version":
          return print({ json: { version: event.version }, text: `${event.version}\n` })
      }
    }
  })
