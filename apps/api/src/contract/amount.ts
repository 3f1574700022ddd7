import { Rupiah } from "@openfinpay/finpay-core"
import * as Schema from "effect/Schema"

/** An amount of an answer, in whole rupiah. */
export const Amount = Rupiah.annotate({
  identifier: "Amount",
  description: "Whole rupiah, as a JSON integer. 22000 is Rp 22.000.",
  examples: [Rupiah.make(22000)]
})

/** An amount of a request: at least 1 rupiah, as moving nothing is always a mistake. */
export const RequestedAmount = Rupiah.check(
  Schema.isGreaterThan(0, { message: "an amount in a request is at least 1 rupiah" })
).annotate({
  identifier: "RequestedAmount",
  description: "Whole rupiah, as a JSON integer, at least 1. No string, no fraction, no separator.",
  examples: [Rupiah.make(22000)]
})
