import type { OrderView } from "@openfinpay/finpay-simulator"
import type { Departure } from "../gateway/Gateway.ts"
import { fateOf } from "../gateway/truth.ts"

/** What a mutation pays out of an order, in rupiah; a void takes back all of it. */
const paysOut = ({ amount = 0, operation }: Departure, { captured }: OrderView): number =>
  operation === "cancel" ? 0 : operation === "void" ? captured : amount

const isSameThing = (a: Departure, b: Departure): boolean => a.intent === b.intent

const describe = ({ amount, intent, operation }: Departure): string =>
  `${intent ?? "?"} (${operation}${amount === undefined ? "" : ` ${amount}`})`

/**
 * What must hold at the moment a mutation leaves for Finpay, by Finpay's own books: it was written down; nothing else of
 * its order is on its way; and with all that was given back, or still may be, it is no more than what came in.
 *
 * The gateway's own checks are no excuse: nobody has documented them.
 */
export const atDeparture = (
  departing: Departure,
  earlier: ReadonlyArray<Departure>,
  orders: ReadonlyArray<OrderView>
): ReadonlyArray<string> => {
  const { intent, number, reference } = departing
  const found: Array<string> = []
  if (intent === undefined) found.push(`${describe(departing)} left for ${reference} and was not written down before`)
  const others = earlier.filter((one) =>
    one.number !== number && one.reference === reference && !isSameThing(one, departing)
  )
  const underWay = others.find((one) => fateOf(one, orders) === "open")
  if (underWay !== undefined) {
    found.push(`${describe(departing)} left while ${describe(underWay)} of the same order was still on its way`)
  }
  const order = orders.find((one) => one.orderId === reference || one.reference === reference)
  // An order that nobody has paid is refused: that was seen live.
  if (order !== undefined && order.captured > 0) {
    const taken = others.filter((one) => fateOf(one, orders) !== "not applied")
      .reduce((sum, one) => sum + paysOut(one, order), 0)
    const asked = paysOut(departing, order)
    if (asked > 0 && taken + asked > order.captured) {
      found.push(
        `${describe(departing)} was asked for although ${taken} of ${order.captured} had been given back of ` +
          `${order.orderId}, or might have been`
      )
    }
  }
  return found
}
