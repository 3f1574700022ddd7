import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { randomBytes } from "node:crypto"

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz"

const text = (bytes: Uint8Array): string => Array.from(bytes, (byte) => alphabet[byte % 32]).join("")

/** Makes the id of a mutation: later ones sort after earlier ones, and none can be guessed. */
export const MutationId = Context.Reference<Effect.Effect<string>>("@openfinpay/finpay-journal/MutationId", {
  defaultValue: () =>
    Effect.map(
      Clock.currentTimeMillis,
      (millis) => `mut_${millis.toString(36).padStart(9, "0")}${text(randomBytes(12))}`
    )
})
