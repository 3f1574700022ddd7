import * as Effect from "effect/Effect"
import * as Latch from "effect/Latch"
import type * as Scope from "effect/Scope"

/** Wakes those in this process who wait for a mutation to change. Changes by other processes are found by looking. */
export interface Bell {
  readonly ring: (id: string) => void
  /** A latch that every ring opens, until the scope closes. */
  readonly listen: (id: string) => Effect.Effect<Latch.Latch, never, Scope.Scope>
}

/** A bell nobody listens to yet. */
export const makeBell = (): Bell => {
  const listening = new Map<string, Set<Latch.Latch>>()
  const listen = (id: string) =>
    Effect.acquireRelease(
      Effect.sync(() => {
        const latch = Latch.makeUnsafe()
        listening.set(id, (listening.get(id) ?? new Set()).add(latch))
        return latch
      }),
      (latch) =>
        Effect.sync(() => {
          const latches = listening.get(id)
          latches?.delete(latch)
          if (latches?.size === 0) listening.delete(id)
        })
    )
  return {
    listen,
    ring: (id) => {
      for (const latch of listening.get(id) ?? []) latch.openUnsafe()
    }
  }
}
