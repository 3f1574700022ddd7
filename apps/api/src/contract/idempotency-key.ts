import * as Schema from "effect/Schema"
import { merchantHeader } from "./merchant-header.ts"
import { Prefer } from "./prefer.ts"

/**
 * The value of `Idempotency-Key`: 1 to 255 visible ASCII characters, with or without the quotes of RFC 8941.
 *
 * Source: IETF draft "The Idempotency-Key HTTP Header Field".
 */
export const IdempotencyKey = Schema.String.check(
  Schema.isPattern(/^[\x21-\x7e]{1,255}$/u, { message: "a key is 1 to 255 visible ASCII characters without blanks" })
).annotate({
  description:
    "Names what you want to be done once. Make it before the first attempt, keep it, and send it with every " +
    "repetition; a UUID is a good one.",
  examples: ["8e03978e-40d5-43dd-bc93-6894a57f9324"]
})

/** The request headers of what makes something that can be paid. */
export const creationHeaders = { ...merchantHeader, "idempotency-key": IdempotencyKey } as const

/** The request headers of what goes through the journal. */
export const mutationHeaders = {
  ...merchantHeader,
  "idempotency-key": IdempotencyKey,
  prefer: Schema.optionalKey(Prefer)
} as const

/** The key without the quotes that a structured header has: `"abc"` and `abc` are the same key. */
export const bareKey = (value: string): string =>
  value.length > 2 && value.startsWith("\"") && value.endsWith("\"") ? value.slice(1, -1) : value
