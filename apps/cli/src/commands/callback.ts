import * as Command from "effect/cli/Command"
import { say } from "../language.ts"
import { callbackListen } from "./callback-listen.ts"
import { callbackSign } from "./callback-sign.ts"
import { callbackVerify } from "./callback-verify.ts"

/** `finpay callback`: receive, verify and sign callbacks. */
export const callback = Command.make("callback").pipe(
  Command.withDescription(say("Receive, verify and sign callbacks", "Terima, verifikasi, dan tandatangani callback")),
  Command.withSubcommands([callbackListen, callbackVerify, callbackSign])
)
