import * as Command from "effect/cli/Command"
import { snapSign } from "./snap-sign.ts"
import { snapVerify } from "./snap-verify.ts"

/** `finpay snap`: SNAP signatures. */
export const snap = Command.make("snap").pipe(
  Command.withDescription("Sign and verify SNAP calls"),
  Command.withSubcommands([snapSign, snapVerify])
)
