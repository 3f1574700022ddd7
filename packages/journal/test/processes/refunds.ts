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
  /** In bursts of one order each: those who want them at the same time get in each other's way. */
  readonly wanted: ReadonlyArray<Wanted>
}

/** Of some orders less was paid than is wanted back, of some as much, of some more. */
const paidShares = [0.7, 1, 1, 1.3]

const numbered = <A>(count: number, make: (number: number) => A): ReadonlyArray<A> =>
  Array.from({ length: count }, (_, index) => make(index + 1))

const largestBurst = 4

/** Cuts a list into bursts of one to four. */
const inBursts = <A>(draws: Draws, all: ReadonlyArray<A>): ReadonlyArray<ReadonlyArray<A>> => {
  const size = draws.between(1, largestBurst)
  return all.length === 0 ? [] : [all.slice(0, size), ...inBursts(draws, all.slice(size))]
}

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
    wanted: drawn.flatMap(({ wanted }) => inBursts(draws, wanted))
      .map((burst) => ({ burst, place: draws.unit() }))
      .sort((a, b) => a.place - b.place)
      .flatMap(({ burst }) => burst)
  }
}
