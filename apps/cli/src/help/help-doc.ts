import * as CliConfig from "effect/cli/CliConfig"
import * as CliOutput from "effect/cli/CliOutput"
import type * as Command from "effect/cli/Command"
import * as GlobalFlag from "effect/cli/GlobalFlag"
import type { HelpDoc } from "effect/cli/HelpDoc"
import * as Effect from "effect/Effect"

/**
 * What effect/cli knows of a command, by its path from the root: `["finpay", "qris", "refund"]`. It gives that only to a
 * presenter of help, so one listens here.
 */
export const helpDocOf = Effect.fnUntraced(function*(root: Command.Command.Any, commandPath: ReadonlyArray<string>) {
  const heard: Array<HelpDoc> = []
  const listener: CliOutput.Presenter = {
    present: (event) =>
      Effect.sync(() => {
        if (event._tag === "Help") heard.push(event.helpDoc)
      })
  }
  const { builtIns } = yield* CliConfig.CliConfig
  yield* GlobalFlag.Help.run(true, { command: root, commandPath, version: "", builtIns }).pipe(
    Effect.provideService(CliOutput.Presenter, listener)
  )
  const [doc] = heard
  return doc ?? (yield* Effect.die(new Error(`no help of ${commandPath.join(" ")}`)))
})
