import type { FaultRule } from "../faults/FaultRule.ts"
import { stream } from "../random/Stream.ts"
import type { SavedState } from "./SavedState.ts"
import type { World } from "./World.ts"
import { putOrder } from "./World.ts"

/** The world as JSON. `now` is the simulator's clock. */
export const saveWorld = (world: World, now: number): SavedState => ({
  format: "openfinpay-simulator",
  version: 1,
  now,
  randomness: { ids: world.ids.state, faults: world.faultDraws.state },
  counters: { ...world.counters },
  orders: [...world.orders.values()],
  tokens: [...world.tokens].map(([sha256, token]) => ({ sha256, ...token })),
  externalIds: [...world.externalIds].map(([partnerId, { day, ids }]) => ({ partnerId, day, ids: [...ids] })),
  faults: world.faults,
  callbacks: [...world.callbacks.values()],
  requests: [...world.requests]
})

const clear = (world: World, faults: ReadonlyArray<FaultRule>): void => {
  const { seed } = world.settings
  world.ids.state = stream(seed, "ids").state
  world.faultDraws.state = stream(seed, "faults").state
  Object.assign(world.counters, { request: 0, callback: 0, refund: 0 })
  world.orders.clear()
  world.qrisByPartnerReference.clear()
  world.qrisByReference.clear()
  world.qrisByExternalId.clear()
  world.refundsByNumber.clear()
  world.tokens.clear()
  world.externalIds.clear()
  world.callbacks.clear()
  world.faults = faults
  world.requests = []
  world.nextOrderDueAt = Infinity
}

/** Back to the beginning, the real clock and the faults of the options included. */
export const resetWorld = (world: World): void => {
  clear(world, world.settings.faults)
  world.clockOffsetMillis = 0
  world.wake()
}

/** Takes up a saved world. Its clock goes on from where it was; `realNow` is the real one. */
export const loadWorld = (world: World, saved: SavedState, realNow: number): void => {
  clear(world, saved.faults)
  world.clockOffsetMillis = saved.now - realNow
  world.ids.state = saved.randomness.ids
  world.faultDraws.state = saved.randomness.faults
  Object.assign(world.counters, saved.counters)
  for (const { sha256, ...token } of saved.tokens) world.tokens.set(sha256, token)
  for (const { day, ids, partnerId } of saved.externalIds) world.externalIds.set(partnerId, { day, ids: new Set(ids) })
  for (const record of saved.callbacks) world.callbacks.set(record.id, record)
  world.requests = [...saved.requests]
  for (const order of saved.orders) putOrder(world, order)
  world.wake()
}
