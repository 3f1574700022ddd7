import { signCallbackText } from "@openfinpay/finpay-core"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Stdio from "effect/Stdio"
import { fileArgument } from "../input/file-argument.ts"
import { readText } from "../input/source.ts"
import { answer } from "../output/answer.ts"
import { keyEnv, merchantKey } from "./callback-key.ts"

/** `finpay callback sign`: the body Finpay would post for these members. */
export const callbackSign = Command.make(
  "sign",
  {
    file: fileArgument("A JSON object: the members of the callback without its signature"),
    keyEnv,
    zeroFraction: Flag.Boolean("zero-fraction").pipe(
      Flag.withoutNegation,
      Flag.withDefault(false),
      Flag.withDescription("Write a whole result.payment.amount as 22000.0, as some PHP set-ups do")
    )
  },
  Effect.fnUntraced(function*({ file, keyEnv, zeroFraction }) {
    const key = yield* merchantKey(keyEnv)
    const body = yield* signCallbackText(yield* readText(file), key, { zeroFraction })
    // In a pipe these are the bytes to post and nothing else; a person wants the prompt on a line of its own.
    const { stdoutIsTerminal } = yield* Stdio.Stdio
    const end = (yield* stdoutIsTerminal) ? "\n" : ""
    yield* answer({ json: { body }, text: `${body}${end}` })
  })
).pipe(
  Command.withDescription("Sign a callback as Finpay would, to test a receiver"),
  Command.withExamples([
    {
      command:
        "finpay callback sign payload.json | curl --data-binary @- -H 'content-type: application/json' http://127.0.0.1:3000/callback",
      description: "Post a signed callback to a receiver"
    }
  ])
)
