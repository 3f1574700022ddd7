import * as Effect from "effect/Effect"
import { exitCodeOf, type Failure, failureJson } from "./failure.ts"
import { jsonLine } from "./output/answer.ts"
import { failureText } from "./output/failure-text.ts"
import { OutputMode } from "./output/OutputMode.ts"
import { errorScreen } from "./output/terminal.ts"
import { type Field, fields } from "./output/text.ts"
import { stderr } from "./output/write.ts"

const isTold = (failure: Failure): boolean =>
  // Wrong use was told by the presenter, with the command it is about.
  failure._tag === "ShowHelp" || failure._tag === "EndWith" || failure._tag === "PipeClosed"

/** What is told beside a failure: members of its JSON, and fields below its text. */
export interface Beside {
  readonly json: Readonly<Record<string, unknown>>
  readonly fields: ReadonlyArray<Field>
}

/** Tells a failure on standard error, once, and gives the exit code that goes with it. */
export const report: (failure: Failure, beside?: Beside) => Effect.Effect<number> = Effect.fnUntraced(
  function*(failure, beside) {
    if (!isTold(failure)) {
      const mode = yield* OutputMode
      yield* stderr(
        mode === "json"
          ? jsonLine({ ...failureJson(failure), ...beside?.json })
          : `${failureText(failure)}${fields(beside?.fields ?? [], errorScreen())}`
      )
    }
    return exitCodeOf(failure)
  }
)
