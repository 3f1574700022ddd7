import type { OrderView } from "@openfinpay/finpay-simulator"
import type { Departure } from "../gateway/Gateway.ts"
import { fateOf, refundOf, truthOf } from "../gateway/truth.ts"
import type { Facts } from "../world/Facts.ts"
import { violating } from "./Violation.ts"
import type { Violation } from "./Violation.ts"

/** The intent a key stands for: the key itself, or what is before a mark where a bug makes new keys. */
export const intentOf = (key: string): string => key.split("~")[0] ?? key

/** For each thing that somebody wanted once, Finpay paid at most once. */
export const paidOnce = ({ departures, orders }: Facts): ReadonlyArray<Violation> => {
  const paid = departures.filter((one) => refundOf(one, orders)?.state === "done")
  const byIntent = Map.groupBy(paid, ({ intent }) => intentOf(intent ?? ""))
  return [...byIntent].filter(([, refunds]) => refunds.length > 1).map(([intent, refunds]) =>
    violating("paid-once")(
      `${intent} was paid ${refunds.length} times: ${refunds.map(({ refundNo }) => refundNo).join(", ")}`
    )
  )
}

const wasVoided = ({ captured, status }: OrderView): boolean => status === "CANCELLED" && captured > 0

/** Of each order no more was paid out than was paid in. */
export const neverMore = ({ orders }: Facts): ReadonlyArray<Violation> =>
  orders.flatMap((order) => {
    const refunded = order.refunds.reduce((sum, { amount, state }) => state === "failed" ? sum : sum + amount, 0)
    const out = refunded + (wasVoided(order) ? order.captured : 0)
    return out > order.captured
      ? [violating("never-more")(`${out} was paid out of ${order.orderId}, and ${order.captured} paid in`)]
      : []
  })

/** Every refund at Finpay was sent for something that was written down. */
export const nothingStray = ({ departures, orders }: Facts): ReadonlyArray<Violation> => {
  const known = new Set(departures.map(({ refundNo }) => refundNo))
  return orders.flatMap(({ orderId, refunds }) =>
    refunds.filter(({ refundNo }) => !known.has(refundNo)).map(({ refundNo }) =>
      violating("nothing-stray")(`${refundNo} of ${orderId} was sent by nobody`)
    )
  )
}

const expected = (state: string, closedAs: string | null): "applied" | "not applied" | undefined => {
  switch (state) {
    case "succeeded":
      return "applied"
    case "rejected":
    case "not_applied":
      return "not applied"
    case "closed":
      return closedAs === "applied" ? "applied" : "not applied"
    default:
      return undefined
  }
}

/** What the journal says in the end is what Finpay did. */
export const truthful = ({ departures, mutations, orders }: Facts): ReadonlyArray<Violation> =>
  mutations.flatMap(({ closedAs, key, state }) => {
    const said = expected(state, closedAs)
    const truth = truthOf(departures.filter(({ intent }) => intent === key), orders)
    return said === undefined || said === truth
      ? []
      : [violating("truthful")(`${key} is ${state}, and at Finpay it is ${truth}`)]
  })

const isMoneyOut = ({ operation }: Departure): boolean => operation === "refund" || operation === "qrisRefund"

/** How many refunds Finpay paid. */
export const refundsPaid = ({ departures, orders }: Facts): number =>
  departures.filter((one) => isMoneyOut(one) && fateOf(one, orders) === "applied").length
