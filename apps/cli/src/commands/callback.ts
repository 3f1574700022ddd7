import * as Command from "effect/cli/Command"
import { callbackSign } from "./callback-sign.ts"
import { callbackVerify } from "./callback-verify.ts"

/** `finpay callback`: verify and sign callbacks. */
export const callback = Command.make("callback").pipe(
  Command.withDescription("Verify and sign callbacks"),
  Command.withSubcommands([callbackVerify, callbackSign])
)
