import * as Effect from "effect/Effect"
import { randomUUID } from "node:crypto"

/** The header with which a caller names its request, and with which the answer repeats the name. */
export const requestIdHeader = "x-request-id"

const form = /^[\w.:-]{1,128}$/u

/** The name of a request: what the caller calls it where that is well formed, a new one otherwise. */
export const requestIdOf = (given: string | undefined): Effect.Effect<string> =>
  Effect.sync(() => given !== undefined && form.test(given) ? given : randomUUID())
