import * as Schema from "effect/Schema"
import { text } from "./mutations.ts"

/** The id of a merchant, as a request gives it; whether it can be one is checked where one is added. */
export const GivenMerchantId = text("a merchant id", 64).annotate({
  description: "The merchant's id at Finpay.",
  examples: ["FINPAY001"]
})

/** What people call it. */
export const ChosenName = text("a name", 100)

/** A time of an answer. */
export const time = (description: string) => Schema.String.annotate({ format: "date-time", description })

/** A time of an answer that may be left out. */
export const optionalTime = (description: string) => Schema.optionalKey(time(description))
