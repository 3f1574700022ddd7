import * as Effect from "effect/Effect"
import type { About } from "./confirm.ts"
import { say } from "./language.ts"
import { jsonLine } from "./output/answer.ts"
import { operationText } from "./output/operation.ts"
import { OutputMode } from "./output/OutputMode.ts"
import { printable } from "./output/text.ts"
import { type PipeClosed, stderr } from "./output/write.ts"

/**
 * Tells what Finpay answered to a change that was made. An answer that cannot be printed (a full disk, a closed terminal,
 * JSON too deep to write) does not undo the change: that it was made is said on standard error, and it is no failure. A
 * script that took it for one would send the change again.
 */
export const tellDone = (change: About, tell: () => Effect.Effect<void, PipeClosed>) =>
  Effect.suspend(tell).pipe(
    Effect.catchDefect(Effect.fnUntraced(function*(defect: unknown) {
      const { amount, operation, reference } = change
      const why = defect instanceof Error ? defect.message : String(defect)
      const message = say(
        `the ${operation} of ${reference} was carried out; the answer could not be printed: ${why}`,
        `${operationText(operation, reference)} sudah dikerjakan; jawabannya tidak dapat dicetak: ${why}`
      )
      const mode = yield* OutputMode
      yield* stderr(
        mode === "json"
          ? jsonLine({ _tag: "AnswerNotPrinted", message, operation, reference, amount })
          : `finpay: ${printable(message)}\n`
      )
    }))
  )
