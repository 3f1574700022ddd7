import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Stdio from "effect/Stdio"
import { createInterface } from "node:readline"
import { Writable } from "node:stream"
import type { UsageError } from "./errors.ts"
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

const nowhere = () => new Writable({ write: (_chunk, _encoding, done) => done() })

// Node edits the line itself, and shows it nowhere; nothing of it is remembered either. Only when the terminal has
// stopped showing what is typed is it asked for: whoever pastes at once would see it otherwise.
const askHidden = (text: string): Effect.Effect<string> =>
  Effect.callback((resume) => {
    const lines = createInterface({ input: process.stdin, output: nowhere(), terminal: true, historySize: 0 })
    Effect.runFork(stderr(text))
    let typed = ""
    lines.once("line", (line) => {
      typed = line
      lines.close()
    })
    // The terminal passes Ctrl-C on as a character meanwhile; it means the same.
    lines.once("SIGINT", () => {
      lines.close()
      process.emit("SIGINT")
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
  readonly nobody: UsageError
  /** Something else was typed, or nothing. */
  readonly otherwise: UsageError
}

/** Fails with `nobody` where there is no person to ask: in a pipe, with `--no-input` and with `--json`. */
export const somebodyToAsk = Effect.fnUntraced(function*(nobody: UsageError) {
  // With --json standard error is kept for one JSON value: there is no room for a question.
  const isJson = (yield* OutputMode) === "json"
  const { stdinIsTerminal } = yield* Stdio.Stdio
  if ((yield* NoInput) || isJson || !(yield* stdinIsTerminal)) return yield* nobody
})

/** Lets a person confirm something by typing it. Fails with a usage error when that does not happen. */
export const askPerson = Effect.fnUntraced(function*({ expected, nobody, otherwise, text }: Question) {
  yield* somebodyToAsk(nobody)
  yield* stderr(text)
  if ((yield* readLine).trim() !== expected) return yield* otherwise
})

/** Asks a person for a secret, which is not shown while it is typed. */
export const askSecret = Effect.fnUntraced(function*(text: string, nobody: UsageError) {
  yield* somebodyToAsk(nobody)
  const typed = yield* askHidden(text)
  yield* stderr("\n")
  return Redacted.make(typed)
})
