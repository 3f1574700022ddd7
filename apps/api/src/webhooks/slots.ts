import * as Clock from "effect/Clock"
import * as Data from "effect/Data"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Semaphore from "effect/Semaphore"

/** As many calls of the endpoint are on their way as may be, and waiting for one to end would take too long. */
export class EndpointBusy extends Data.TaggedError("EndpointBusy") {}

/** How much of this process one endpoint may hold. */
export interface SlotLimits {
  /** Calls of one endpoint that are on their way at a time. */
  readonly atOnce: number
  /** How long the next one may wait for one of them to end, in milliseconds. */
  readonly patienceMillis: number
}

interface Slot {
  readonly turns: Semaphore.Semaphore
  /** In hand: on their way, or waiting. */
  users: number
  /** How long the last call took. */
  millis: number
}

/** What the first call of an endpoint is expected to take, in milliseconds. */
const guessMillis = 50

/**
 * Bounds how much of this process one endpoint can hold. One that answers fast is told of one event after the other; one
 * that hangs keeps its few calls, and nobody waits for it.
 */
export const makeSlots = ({ atOnce, patienceMillis }: SlotLimits) => {
  const slots = new Map<string, Slot>()

  const slotOf = (endpointId: string): Slot => {
    const slot = slots.get(endpointId) ?? { turns: Semaphore.makeUnsafe(atOnce), users: 0, millis: guessMillis }
    slots.set(endpointId, slot)
    return slot
  }

  const enter = (slot: Slot) =>
    Effect.suspend(() => {
      const waiting = Math.max(0, slot.users + 1 - atOnce)
      if (waiting * slot.millis / atOnce > patienceMillis) return Effect.fail(new EndpointBusy())
      slot.users++
      return Effect.void
    })

  const timed = <A, E, R>(slot: Slot, work: Effect.Effect<A, E, R>) =>
    Effect.gen(function*() {
      const began = yield* Clock.currentTimeMillis
      const result = yield* work
      slot.millis = Math.max(1, (yield* Clock.currentTimeMillis) - began)
      return result
    })

  const inTurn = <A, E, R>(slot: Slot, work: Effect.Effect<A, E, R>) => {
    let isBegun = false
    const begun = Effect.suspend(() => {
      isBegun = true
      return timed(slot, work)
    })
    const impatience = Effect.andThen(
      Effect.sleep(Duration.millis(patienceMillis)),
      Effect.suspend(() => isBegun ? Effect.never : Effect.fail(new EndpointBusy()))
    )
    return Effect.raceFirst(slot.turns.withPermits(1)(begun), impatience)
  }

  return <A, E, R>(endpointId: string, work: Effect.Effect<A, E, R>): Effect.Effect<A, E | EndpointBusy, R> =>
    Effect.suspend(() => {
      const slot = slotOf(endpointId)
      return Effect.acquireUseRelease(enter(slot), () => inTurn(slot, work), () => Effect.sync(() => slot.users--))
    })
}
