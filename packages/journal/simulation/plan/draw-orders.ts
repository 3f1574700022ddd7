import type { Draws } from "../draws.ts"
import type { LifeEvent, OrderPlan } from "./Plan.ts"

/** Orders are paid before the callers come, or while they are at it. */
const payAt = (draws: Draws): number => draws.chance(0.8) ? draws.between(500, 3_000) : draws.between(4_000, 25_000)

const settled = (draws: Draws, paid: number): ReadonlyArray<LifeEvent> =>
  draws.chance(0.2) ? [{ at: paid + draws.between(500, 30_000), event: "settle" }] : []

const paidLife = (draws: Draws): ReadonlyArray<LifeEvent> => {
  const at = payAt(draws)
  return [{ at, event: "pay" }, ...settled(draws, at)]
}

const cardLife = (draws: Draws, amount: number): ReadonlyArray<LifeEvent> => {
  const at = payAt(draws)
  if (draws.chance(0.4)) return paidLife(draws)
  const authorized: LifeEvent = { at, event: "authorize" }
  if (draws.chance(0.3)) return [authorized]
  const captured = at + draws.between(200, 5_000)
  if (draws.chance(0.8)) return [authorized, { at: captured, event: "capture" }, ...settled(draws, captured)]
  const part = Math.ceil(amount / 2)
  return [authorized, { at: captured, event: "capture", amount: part }]
}

const unpaidLife = (draws: Draws): ReadonlyArray<LifeEvent> => {
  const at = draws.between(4_000, 30_000)
  return draws.pick<ReadonlyArray<LifeEvent>>([[], [{ at, event: "decline" }], [{ at, event: "expire" }], [
    { at, event: "pay" }
  ]])
}

const drawOrder = (draws: Draws, name: string): OrderPlan => {
  const amount = draws.between(10, 100) * 1_000
  if (draws.chance(0.3)) return { name, amount, made: { by: "qris" }, life: paidLife(draws) }
  const channel = draws.pick(["vabca", "vamandiri", "cc", "cc", "qris", "ovo"])
  const made = { by: "initiate", channel: channel === "ovo" ? "vapermata" : channel } as const
  if (draws.chance(0.2)) return { name, amount, made, life: unpaidLife(draws) }
  return { name, amount, made, life: channel === "cc" ? cardLife(draws, amount) : paidLife(draws) }
}

/** One to three orders, and what the payer and the bank do with them. */
export const drawOrders = (draws: Draws): ReadonlyArray<OrderPlan> =>
  Array.from({ length: draws.pick([1, 1, 2, 2, 3]) }, (_, index) => {
    const name = `O${index + 1}`
    return drawOrder(draws.fork(name), name)
  })
