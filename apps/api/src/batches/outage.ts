import type { Mutation } from "@openfinpay/finpay-journal"

/** So many lines in a row, and it is not about the lines. */
const inARow = 10

const isOutage = (tag: string): boolean => tag === "Unavailable" || tag === "RateLimited"

/**
 * Watches how the lines of one run end, and says why it is pointless to begin another one now: credentials that are
 * refused, or one line after the other that Finpay does not serve.
 */
export const makeOutageWatch = (): (ended: Mutation) => string | undefined => {
  let unserved = 0
  return ({ error, state }) => {
    const tag = state === "rejected" && error !== undefined ? error._tag : ""
    unserved = isOutage(tag) ? unserved + 1 : 0
    return error !== undefined && (tag === "NotAuthenticated" || unserved >= inARow) ? error.detail : undefined
  }
}
