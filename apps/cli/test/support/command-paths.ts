import type { Command } from "effect/cli"

/** Where a command stands below `finpay`. */
export interface CommandPath {
  readonly path: ReadonlyArray<string>
  /** It has commands below it, and does nothing itself. */
  readonly isGroup: boolean
}

/** The paths of all commands below one, in the order in which they are listed. */
export const pathsOf = (command: Command.Command.Any, above: ReadonlyArray<string> = []): ReadonlyArray<CommandPath> =>
  command.subcommands.flatMap(({ commands }) =>
    commands.flatMap((sub) => {
      const path = [...above, sub.name]
      return [{ path, isGroup: sub.subcommands.length > 0 }, ...pathsOf(sub, path)]
    })
  )
