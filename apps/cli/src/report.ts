import * as Effect from "effect/Effect"
import { exitCodeOf, type Failure, failureJson } from "./failure.ts"
import { jsonLine } from "./output/answer.ts"
import { failureText } from "./output/failure-text.ts"
import { OutputMode } from "./output/OutputMode.ts"
import { stderr } from "./output/write.ts"

const isTold = (failure: Failure): boolean =>
  // Wrong use was told by the presenter, with the command it is about.
  failure._tag === "ShowHelp" || failure._tag === "EndWith" || failure._tag === "PipeClosed"

/** Tells a failure on standard error, once, and gives the exit code that goes with it. */
export const report: (failure: Failure) => Effect.Effect<number> = Effect.fnUntraced(function*(failure) {
  if (!isTold(failure)) {
    const mode = yield* OutputMode
    yield* stderr(mode === "json" ? jsonLine(failureJson(failure)) : failureText(failure))
  }
  return exitCodeOf(failure)
})
