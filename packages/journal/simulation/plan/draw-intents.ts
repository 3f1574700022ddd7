import type { Draws } from "../draws.ts"
import type { Ask, Intent, OrderPlan } from "./Plan.ts"

const callers = ["ani", "budi", "citra", "dewi"]

/** Parts that fit, parts that together do not, and all of it. */
const refundAmount = (draws: Draws, { amount }: OrderPlan): number =>
  Math.ceil(amount * draws.pick([1, 1 / 2, 1 / 2, 3 / 5, 3 / 5, 3 / 5, 1 / 4, 11 / 10]))

/** What the callers do with an order: whatever comes, or nothing but giving back a fifth of it, again and again. */
type Habit = "anything" | "fifths"

const wouldBePaid = ({ life }: OrderPlan): boolean => life.some(({ event }) => event === "pay" || event === "capture")

const operationOf = (draws: Draws, order: OrderPlan, habit: Habit): Intent["operation"] => {
  if (order.made.by === "qris") return "qrisRefund"
  if (habit === "fifths") return "refund"
  return wouldBePaid(order)
    ? draws.pick(["refund", "refund", "refund", "refund", "refund", "void", "cancel"])
    : draws.pick(["cancel", "cancel", "void", "refund"])
}

const drawAsks = (draws: Draws, at: number, processes: number): ReadonlyArray<Ask> => {
  const process = draws.between(0, processes - 1)
  const ask = (when: number): Ask => ({
    at: when,
    process: draws.chance(0.6) ? process : draws.between(0, processes - 1),
    waitMillis: draws.pick([0, 2_000, 10_000])
  })
  return [
    ask(at),
    // A double click, or a balancer that sends it twice.
    ...(draws.chance(0.35) ? [ask(at + draws.between(0, 60))] : []),
    // Somebody who did not see the answer.
    ...(draws.chance(0.2) ? [ask(at + draws.between(10_000, 60_000))] : [])
  ]
}

const amountOf = (draws: Draws, operation: Intent["operation"], order: OrderPlan, habit: Habit): number => {
  if (operation === "void" || operation === "cancel") return order.amount
  return habit === "fifths" ? Math.ceil(order.amount / 5) : refundAmount(draws, order)
}

const drawIntent = (
  draws: Draws,
  name: string,
  order: OrderPlan,
  habit: Habit,
  at: number,
  processes: number
): Intent => {
  const operation = operationOf(draws, order, habit)
  return {
    name,
    order: order.name,
    operation,
    amount: amountOf(draws, operation, order, habit),
    caller: draws.pick(callers),
    asks: drawAsks(draws, at, processes),
    againMillis: draws.between(4_000, 30_000),
    insists: draws.chance(0.5)
  }
}

/** What the callers want: of each order one to four things, often at the same moment. */
export const drawIntents = (
  draws: Draws,
  orders: ReadonlyArray<OrderPlan>,
  processes: number
): ReadonlyArray<Intent> =>
  orders.flatMap((order, index) => {
    const own = draws.fork(order.name)
    const first = own.between(4_000, 15_000)
    const habit: Habit = own.chance(0.25) ? "fifths" : "anything"
    const length = own.pick(habit === "fifths" ? [2, 3, 4, 6] : [1, 1, 2, 2, 3, 4])
    return Array.from({ length }, (_, number) => {
      const at = number === 0 || own.chance(0.5) ? first + own.between(0, 40) : first + own.between(0, 20_000)
      return drawIntent(own, `K${index + 1}${number + 1}`, order, habit, at, processes)
    })
  })
