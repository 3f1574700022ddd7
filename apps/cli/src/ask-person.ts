import * as Effect from "effect/Effect"
import * as Stdio from "effect/Stdio"
import { createInterface } from "node:readline"
import { UsageError } from "./errors.ts"
import { NoInput } from "./global-flags.ts"
import { OutputMode } from "./output/OutputMode.ts"
import { stderr } from "./output/write.ts"

const readLine: Effect.Effect<string> = Effect.callback((resume) => {
  // On standard error: standard output belongs to the answer.
  const lines = createInterface({ input: process.stdin, output: process.stderr, terminal: false })
  let typed = ""
  lines.once("line", (line) => {
    typed = line
    lines.close()
  })
  lines.once("close", () => resume(Effect.succeed(typed)))
  return Effect.sync(() => lines.close())
})

/** What a person is asked, and what is said when the answer is not to be had. */
export interface Question {
  readonly text: string
  /** What has to be typed. */
  readonly expected: string
  /** Nobody can be asked. */
  readonly nobody: string
  /** Something else was typed, or nothing. */
  readonly otherwise: string
}

/** Lets a person confirm something by typing it. Fails with a usage error when that does not happen. */
export const askPerson = Effect.fnUntraced(function*({ expected, nobody, otherwise, text }: Question) {
  // With --json standard error is kept for one JSON value: there is no room for a question.
  const isJson = (yield* OutputMode) === "json"
  const { stdinIsTerminal } = yield* Stdio.Stdio
  if ((yield* NoInput) || isJson || !(yield* stdinIsTerminal)) return yield* new UsageError({ message: nobody })
  yield* stderr(text)
  if ((yield* readLine).trim() !== expected) return yield* new UsageError({ message: otherwise })
})
