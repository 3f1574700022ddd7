import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as FiberSet from "effect/FiberSet"
import type * as HttpClient from "effect/http/HttpClient"
import * as Latch from "effect/Latch"
import type * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import { deliver, dueByOrder, nextCallbackDueAt } from "../callbacks/deliver.ts"
import { tick } from "../state/apply.ts"
import type { World } from "../state/World.ts"

/** Lets happen what is due: orders expire, running refunds end, callbacks go out. */
export interface Timekeeper {
  /** The simulator's clock, in epoch milliseconds. */
  readonly now: Effect.Effect<number>
  /** Does all that is due now and waits until every callback of it was answered or given up for this time. */
  readonly settle: Effect.Effect<void>
  /** Moves the clock ahead. Everything that is due on the way happens at its own time, one after the other. */
  readonly advance: (millis: number) => Effect.Effect<void>
}

/** The longest sleep in one go: timers cannot hold more than some weeks. */
const longestSleep = 3_600_000

/** Starts the timekeeper of a world. It works in the background until its scope ends. */
export const makeTimekeeper = Effect.fnUntraced(
  function*(world: World): Effect.fn.Return<Timekeeper, never, Scope.Scope | HttpClient.HttpClient> {
    const context = yield* Effect.context<HttpClient.HttpClient>()
    const fibers = yield* FiberSet.make<void>()
    const changed = yield* Latch.make(false)
    const alone = yield* Semaphore.make(1)
    const sending = new Set<string>()
    world.wake = () => changed.openUnsafe()

    const now = Effect.map(Clock.currentTimeMillis, (millis) => millis + world.clockOffsetMillis)
    const nextDueAt = () => Math.min(world.nextOrderDueAt, nextCallbackDueAt(world, sending))

    /** Starts what is due. Two callbacks of one order are never under way at once. */
    const start = Effect.gen(function*() {
      const at = yield* now
      tick(world, at)
      for (const [orderKey, due] of dueByOrder(world, at)) {
        if (sending.has(orderKey)) continue
        sending.add(orderKey)
        yield* Effect.forEach(due, (record) => deliver(world, record), { discard: true }).pipe(
          Effect.ensuring(Effect.sync(() => {
            sending.delete(orderKey)
            world.wake()
          })),
          Effect.provideContext(context),
          (effect) => FiberSet.run(fibers, effect)
        )
      }
    })
    const settleOnce = Effect.andThen(start, FiberSet.awaitEmpty(fibers))
    const settle: Effect.Effect<void> = Effect.gen(function*() {
      yield* settleOnce
      // What was under way when this began may have left something that is due already.
      while (nextDueAt() <= (yield* now)) yield* settleOnce
    })

    const advance = (millis: number) =>
      alone.withPermits(1)(Effect.gen(function*() {
        const target = (yield* now) + millis
        yield* settle
        for (let due = nextDueAt(); due <= target; due = nextDueAt()) {
          world.clockOffsetMillis += Math.max(0, due - (yield* now))
          yield* settle
        }
        world.clockOffsetMillis += Math.max(0, target - (yield* now))
        world.wake()
      }))

    const background = Effect.gen(function*() {
      for (;;) {
        changed.closeUnsafe()
        yield* start
        const wait = nextDueAt() - (yield* now)
        yield* wait === Infinity
          ? changed.await
          : Effect.timeoutOption(changed.await, Math.min(Math.max(wait, 0), longestSleep))
      }
    })
    yield* Effect.forkScoped(background)
    return { now, settle, advance }
  }
)
