import { baseUrls } from "@openfinpay/finpay-core"
import type { FinpayConfig } from "@openfinpay/finpay-transport"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import { askPerson } from "./ask-person.ts"
import { NoInput } from "./global-flags.ts"
import { fields, rupiah } from "./output/text.ts"

/** What is about to be done, for a person to see before it is. */
export interface About {
  readonly operation: string
  readonly reference: string
  readonly amount?: number | undefined
}

/** `--yes`: with `--no-input`, change something in production without being asked. */
export const yes = Flag.Boolean("yes").pipe(
  Flag.withoutNegation,
  Flag.withDefault(false),
  Flag.withDescription("With --no-input: change something in production without being asked")
)

const question = (config: FinpayConfig, { amount, operation, reference }: About): string =>
  `This changes something in PRODUCTION.\n${
    fields([
      ["Operation", operation],
      ["Order", reference],
      ["Amount", rupiah(amount)],
      ["Merchant", config.merchantId],
      ["Address", config.baseUrl ?? baseUrls[config.environment]]
    ])
  }To go on, type the ${amount === undefined ? "order" : "amount, in digits"}: `

/**
 * In production a person confirms a change by typing its amount, or its order where it has none. A script says
 * `--yes --no-input`. Fails with a usage error otherwise; nothing was sent then.
 */
export const confirm = Effect.fnUntraced(function*(config: FinpayConfig, about: About, isYes: boolean) {
  if (config.environment !== "production" || (isYes && (yield* NoInput))) return
  yield* askPerson({
    text: question(config, about),
    expected: String(about.amount ?? about.reference),
    nobody: "nothing was sent: a change in production is confirmed on a terminal, or by --yes --no-input in a script",
    otherwise: "nothing was sent: what was typed is not what was asked for"
  })
})
