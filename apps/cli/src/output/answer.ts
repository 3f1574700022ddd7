import { maskAccountNumbers } from "@openfinpay/finpay-core"
import * as Effect from "effect/Effect"
import { OutputMode } from "./OutputMode.ts"
import { printable } from "./text.ts"
import { type PipeClosed, stdout } from "./write.ts"

/** What a command found out, in both forms. */
export interface Answer {
  /** One JSON value for a script. */
  readonly json: unknown
  /** Lines for a person. */
  readonly text: string
}

/** One JSON value on one line: what a terminal would act on is escaped, and read back it is the same. */
export const jsonLine = (value: unknown): string => `${printable(JSON.stringify(value))}\n`

/**
 * Prints an answer once, in the form that was asked for. In JSON the payer's account and card numbers are masked,
 * wherever in Finpay's answer they stand: output ends up in logs.
 */
export const answer: (what: Answer) => Effect.Effect<void, PipeClosed> = Effect.fnUntraced(function*(what) {
  const mode = yield* OutputMode
  yield* stdout(mode === "json" ? jsonLine(maskAccountNumbers(what.json)) : what.text)
})
