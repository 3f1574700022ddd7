/** What is to be refunded in a test: orders, and refunds of them that can be told apart at Finpay by their amounts. */
import type { Draws } from "../../simulation/draws.ts"
import type { Wanted } from "./protocol.ts"

/** An order as the payer has paid it. */
export interface PaidOrder {
  readonly id: string
  readonly amount: number
  readonly source: "cc" | "vabca"
}

/** Orders, and the refunds that are wanted of them. */
export interface Refunds {
  readonly orders: ReadonlyArray<PaidOrder>
  /** Mixed: two that follow each other are seldom of the same order. */
  readonly wanted: ReadonlyArray<Wanted>
}

/** Of some orders less was paid than is wanted back, of some as much, of some more. */
const paidShares = [0.7, 1, 1, 1.3]

const numbered = <A>(count: number, make: (number: number) => A): ReadonlyArray<A> =>
  Array.from({ length: count }, (_, index) => make(index + 1))

/** Draws orders and the refunds of them; no two of an order have the same amount. */
export const drawRefunds = (draws: Draws, orderCount: number, refundsEach: number): Refunds => {
  const drawn = numbered(orderCount, (number) => {
    const id = `ORDER-${number}`
    const wanted = numbered(refundsEach, (refund): Wanted => ({
      key: `${id}/refund-${refund}`,
      order: id,
      amount: refund * 1000 + draws.between(0, 999)
    }))
    const sum = wanted.reduce((total, { amount }) => total + amount, 0)
    const order: PaidOrder = {
      id,
      amount: Math.round(sum * draws.pick(paidShares)),
      source: draws.chance(0.5) ? "cc" : "vabca"
    }
    return { order, wanted }
  })
  return {
    orders: drawn.map(({ order }) => order),
    wanted: drawn.flatMap(({ wanted }) => wanted)
      .map((one) => ({ one, place: draws.unit() }))
      .sort((a, b) => a.place - b.place)
      .map(({ one }) => one)
  }
}
