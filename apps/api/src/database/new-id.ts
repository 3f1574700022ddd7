import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { randomBytes } from "node:crypto"

const letters = "0123456789abcdefghjkmnpqrstvwxyz"

/** A fresh id, such as `evt_0mi7wq3k2f8t5c1h0dpa4`: later ones sort after earlier ones, and none can be guessed. */
export const newId = (prefix: string): Effect.Effect<string> =>
  Effect.map(Clock.currentTimeMillis, (millis) => {
    const random = Array.from(randomBytes(12), (byte) => letters[byte % letters.length]).join("")
    return `${prefix}_${millis.toString(36).padStart(9, "0")}${random}`
  })
