import type { OrderView } from "@openfinpay/finpay-simulator"
import type { Departure } from "./Gateway.ts"

/** What came of a mutation at Finpay, whatever anybody believes. `open` while it may still go either way. */
export type Truth = "applied" | "not applied" | "open"

/** A refund that Finpay booked. */
export type BookedRefund = OrderView["refunds"][number]

/** The refund that was made of a departure. */
export const refundOf = (
  { refundNo }: Departure,
  orders: ReadonlyArray<OrderView>
): BookedRefund | undefined =>
  refundNo === undefined
    ? undefined
    : orders.flatMap(({ refunds }) => refunds).find((refund) => refund.refundNo === refundNo)

/** What came of one departure. */
export const fateOf = (departure: Departure, orders: ReadonlyArray<OrderView>): Truth => {
  const { fate, operation } = departure
  if (fate === "on its way") return "open"
  if (!fate.processed) return "not applied"
  if (operation === "void" || operation === "cancel") return "applied"
  const refund = refundOf(departure, orders)
  // A repeat with the same number is answered as the first one was, and pays nothing.
  if (refund === undefined) return "not applied"
  return refund.state === "running" ? "open" : refund.state === "done" ? "applied" : "not applied"
}

/** What came of all departures together that were made for one thing. */
export const truthOf = (departures: ReadonlyArray<Departure>, orders: ReadonlyArray<OrderView>): Truth => {
  const fates = departures.map((departure) => fateOf(departure, orders))
  if (fates.includes("applied")) return "applied"
  return fates.includes("open") ? "open" : "not applied"
}
