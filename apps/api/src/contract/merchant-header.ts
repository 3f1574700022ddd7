import * as Schema from "effect/Schema"

/** The name of the header that says for which merchant a call is. */
export const merchantHeaderName = "finpay-merchant"

/** The header of every call that is about one merchant's payments. */
export const merchantHeader = {
  [merchantHeaderName]: Schema.optionalKey(Schema.String.annotate({
    description: "The id of the merchant the call is for. May be left out when the API key is bound to one merchant, " +
      "or when the server has only one.",
    examples: ["FINPAY001"]
  }))
} as const
