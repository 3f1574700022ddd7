import type { CallFacts, FinpayError } from "@openfinpay/finpay-core"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"

/** How often a mutation is sent again after its connection was refused, so before anything of it was sent. */
const mutationResends = 1

/** The longest `Retry-After` that a call waits for; a longer one is for the caller. */
const longestWaitSeconds = 5

const backOffMillis = { first: 200, most: 2_000 } as const

/** Failures that pass: the next attempt may well find them gone. */
const passing: ReadonlySet<string> = new Set([
  "refused",
  "name-not-found",
  "connect-timeout",
  "connection-lost",
  "server-error"
])

const mayResend = (call: CallFacts, error: FinpayError, resends: number, queryRetries: number): boolean => {
  if (call.kind === "mutation") {
    return error._tag === "Unavailable" && error.reason === "refused" && resends < mutationResends
  }
  if (resends >= queryRetries) return false
  return error._tag === "RateLimited"
    ? error.httpStatus === 429 && (error.retryAfterSeconds ?? 0) <= longestWaitSeconds
    : error._tag === "Unavailable" && passing.has(error.reason)
}

/**
 * How many milliseconds to wait before a call is sent again, or `undefined` when it is not.
 *
 * A call that only reads is sent again after a passing failure. A mutation is sent again only when its connection was
 * refused, and only once: it then certainly was not processed. (A SNAP call whose access token was refused is sent
 * again by another rule.) The wait doubles, and half of it is random so that many callers do not come back together.
 */
export const delayBeforeResend = Effect.fnUntraced(
  function*(call: CallFacts, error: FinpayError, resends: number, queryRetries: number): Effect.fn.Return<
    number | undefined
  > {
    if (!mayResend(call, error, resends, queryRetries)) return undefined
    const backOff = Math.min(backOffMillis.first * 2 ** resends, backOffMillis.most)
    const jittered = backOff / 2 + (yield* Random.next) * (backOff / 2)
    const asked = error._tag === "RateLimited" ? (error.retryAfterSeconds ?? 0) * 1000 : 0
    return Math.max(jittered, asked)
  }
)
