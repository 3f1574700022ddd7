import * as Command from "effect/cli/Command"
import { say } from "../language.ts"
import { snapSign } from "./snap-sign.ts"
import { snapToken } from "./snap-token.ts"
import { snapVerify } from "./snap-verify.ts"

/** `finpay snap`: SNAP signatures. */
export const snap = Command.make("snap").pipe(
  Command.withDescription(say("Sign and verify SNAP calls", "Tanda tangani dan periksa panggilan SNAP")),
  Command.withSubcommands([snapSign, snapVerify, snapToken])
)
