import { FinpayError } from "@openfinpay/finpay-core"
import type { Mutation } from "@openfinpay/finpay-journal"
import * as Schema from "effect/Schema"

/** So many lines in a row, and it is not about the lines. */
const inARow = 10

const isOutage = (tag: string): boolean => tag === "Unavailable" || tag === "RateLimited"

/**
 * Watches how so many mutations end, and gives the error that makes it pointless to go on: credentials that are refused,
 * or one line after the other that Finpay does not serve. What was refused so is sent by the next run.
 */
export const makeOutageWatch = (lines: number): (ended: Mutation) => FinpayError | undefined => {
  const most = Math.min(inARow, lines)
  let unserved = 0
  return ({ error, state }) => {
    const tag = state === "rejected" && error !== undefined ? error._tag : ""
    unserved = isOutage(tag) ? unserved + 1 : 0
    if (error === undefined || (tag !== "NotAuthenticated" && (unserved === 0 || unserved < most))) return undefined
    return Schema.decodeSync(FinpayError)(error)
  }
}
