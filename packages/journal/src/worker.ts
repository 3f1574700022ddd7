import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type { JournalUnavailable } from "./JournalError.ts"
import type { Mutation } from "./Mutation.ts"
import type { OfOrder, Store } from "./store/Store.ts"
import type { TakenWork, WorkQueue } from "./work.ts"

/** What is done for the two kinds of work. */
export interface Steps {
  readonly send: (found: OfOrder, work: TakenWork) => Effect.Effect<void, JournalUnavailable>
  readonly resolve: (mutation: Mutation) => Effect.Effect<unknown, JournalUnavailable>
}

/**
 * Takes work off the queue, one piece after the other, for ever. What fails comes up again by the queue's own schedule.
 *
 * A piece that was begun runs to its end in a fiber of its own, so that closing the journal, which interrupts the
 * workers, never cuts a mutation on its way: the worker waits for it.
 */
export const runWorker = (store: Store, queue: WorkQueue, { resolve, send }: Steps): Effect.Effect<never> => {
  const carryOut = Effect.fnUntraced(function*(mutationId: string, version: number, step: string, work: TakenWork) {
    const found = yield* store.getOfOrder(mutationId)
    if (found === undefined) return yield* Effect.logWarning(`there is work for ${mutationId}, which is not there`)
    if (step === "send") yield* send(found, work)
    // Whatever changed the mutation since has planned the next question itself.
    else if (found.mutation.version === version) yield* resolve(found.mutation)
  })
  const one = queue.take(({ mutationId, step, version }, work) =>
    Effect.uninterruptible(Effect.gen(function*() {
      const fiber = yield* Effect.forkDetach(Effect.interruptible(carryOut(mutationId, version, step, work)))
      return yield* Fiber.join(fiber)
    }))
  )
  const failed = Effect.fnUntraced(function*(cause: Cause.Cause<unknown>) {
    yield* Effect.logWarning("a piece of the journal's work failed and comes up again", cause)
    // A database that is gone fails at once, again and again: without the pause this would be a busy loop.
    yield* Effect.sleep(Duration.seconds(1))
  })
  return Effect.forever(
    Effect.catchCause(one, (cause) => Cause.hasInterruptsOnly(cause) ? Effect.interrupt : failed(cause))
  )
}
