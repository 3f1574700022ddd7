/** What a shell needs to complete a command line of finpay. */
import * as CliConfig from "effect/cli/CliConfig"
import * as Command from "effect/cli/Command"
import * as Completions from "effect/cli/Completions"
import * as Effect from "effect/Effect"
import { globalFlags } from "../global-flags.ts"
import { helpDocOf } from "./help-doc.ts"
import { topics } from "./topics.ts"

/** The word that stands for a file, in flags and in arguments. */
const file = "FILE"

const aFile = { _tag: "Path", pathType: "either" } as const

/** The flags that every command takes; effect/cli leaves them out. */
const everywhere = Effect.map(CliConfig.CliConfig, ({ builtIns }) => {
  const flags = [...globalFlags, ...builtIns].map(({ flag }, at) => [String(at), flag] as const)
  return Completions.fromCommand(Command.make("every", Object.fromEntries(flags))).flags
})

/** What `finpay help` can be asked for. */
const helpWords = (root: Completions.CommandDescriptor) => ({
  _tag: "Choice" as const,
  values: [...topics.map(({ name }) => name), ...root.subcommands.map(({ name }) => name)]
})

/** A command with the flags of every command, and with files where files are meant. */
const completed = (
  root: Command.Command.Any,
  path: ReadonlyArray<string>,
  command: Completions.CommandDescriptor,
  globals: ReadonlyArray<Completions.FlagDescriptor>
): Effect.Effect<Completions.CommandDescriptor> =>
  Effect.gen(function*() {
    const doc = yield* helpDocOf(root, path)
    const files = new Set(doc.flags.filter(({ type }) => type === file).map(({ name }) => name))
    const own = command.flags.map((flag) => (files.has(flag.name) ? { ...flag, type: aFile } : flag))
    const names = new Set(own.map(({ name }) => name))
    return {
      ...command,
      flags: [...own, ...globals.filter(({ name }) => !names.has(name))],
      arguments: command.arguments.map((argument) =>
        argument.name.toUpperCase() === file ? { ...argument, type: aFile } : argument
      ),
      subcommands: yield* Effect.forEach(
        command.subcommands,
        (sub) => completed(root, [...path, sub.name], sub, globals)
      )
    }
  })

const withHelpWords = (root: Completions.CommandDescriptor): Completions.CommandDescriptor => ({
  ...root,
  subcommands: root.subcommands.map((command) =>
    command.name === "help"
      ? { ...command, arguments: command.arguments.map((argument) => ({ ...argument, type: helpWords(root) })) }
      : command
  )
})

/** All commands, as a shell needs to know them. */
export const completedTree = Effect.fnUntraced(function*(root: Command.Command.Any) {
  return withHelpWords(yield* completed(root, [root.name], Completions.fromCommand(root), yield* everywhere))
})

/** The script that teaches a shell finpay's commands and flags. */
export const completionScript = (root: Command.Command.Any, shell: Completions.Shell): Effect.Effect<string> =>
  Effect.map(completedTree(root), (tree) => Completions.generate(root.name, shell, tree))
