import type * as Command from "effect/cli/Command"
import * as Context from "effect/Context"

/** All of finpay's commands, for those that tell about the others. */
export class CommandTree extends Context.Service<CommandTree, {
  readonly root: Command.Command.Any
  readonly version: string
}>()("@openfinpay/finpay-cli/help/CommandTree") {}
