import { baseUrls, formatRupiah, type Rupiah } from "@openfinpay/finpay-core"
import type { FinpayConfig } from "@openfinpay/finpay-transport"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Stdio from "effect/Stdio"
import { createInterface } from "node:readline"
import { UsageError } from "./errors.ts"
import { NoInput } from "./global-flags.ts"
import { OutputMode } from "./output/OutputMode.ts"
import { fields } from "./output/text.ts"
import { stderr } from "./output/write.ts"

/** What is about to be changed, for a person to see before it is. */
export interface Change {
  readonly operation: string
  readonly reference: string
  readonly amount?: Rupiah | undefined
}

/** `--yes`: with `--no-input`, change something in production without being asked. */
export const yes = Flag.Boolean("yes").pipe(
  Flag.withoutNegation,
  Flag.withDefault(false),
  Flag.withDescription("With --no-input: change something in production without being asked")
)

const askLine: Effect.Effect<string> = Effect.callback((resume) => {
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

const question = (config: FinpayConfig, change: Change): string =>
  `This changes something in PRODUCTION.\n${
    fields([
      ["Operation", change.operation],
      ["Order", change.reference],
      ["Amount", change.amount === undefined ? undefined : formatRupiah(change.amount)],
      ["Merchant", config.merchantId],
      ["Address", config.baseUrl ?? baseUrls[config.environment]]
    ])
  }To go on, type the ${change.amount === undefined ? "order" : "amount, in digits"}: `

/**
 * In production a person confirms a change by typing its amount, or its order where it has none. A script says
 * `--yes --no-input`. Fails with a usage error otherwise; nothing was sent then.
 */
export const confirm = Effect.fnUntraced(function*(config: FinpayConfig, change: Change, isYes: boolean) {
  if (config.environment !== "production") return
  const isNoInput = yield* NoInput
  if (isYes && isNoInput) return
  // With --json standard error is kept for one JSON value: there is no room for a question.
  const isJson = (yield* OutputMode) === "json"
  const { stdinIsTerminal } = yield* Stdio.Stdio
  if (isNoInput || isJson || !(yield* stdinIsTerminal)) {
    return yield* new UsageError({
      message: "nothing was sent: a change in production is confirmed on a terminal, or by --yes --no-input in a script"
    })
  }
  yield* stderr(question(config, change))
  const typed = yield* askLine
  if (typed.trim() !== String(change.amount ?? change.reference)) {
    return yield* new UsageError({ message: "nothing was sent: what was typed is not what was asked for" })
  }
})
