import * as Effect from "effect/Effect"
import * as Latch from "effect/Latch"
import type * as Scope from "effect/Scope"
import type { Mutation } from "./Mutation.ts"

/** Which mutation is listened for. One that is yet to be written down has no id that the caller knows. */
export type Listened = { readonly id: string } | { readonly key: string }

/** Hears of a mutation. */
export interface Listener {
  /** Waits for the next news: how the mutation stood at the last ring. */
  readonly next: Effect.Effect<Mutation>
}

/** Tells those in this process who wait for a mutation how it changed. Changes by other processes are found by looking. */
export interface Bell {
  /** `stands` says how the mutation stands, and is asked only where somebody listens. */
  readonly ring: (of: Pick<Mutation, "id" | "key">, stands: () => Mutation) => void
  /** Hears every ring until the scope closes. */
  readonly listen: (to: Listened) => Effect.Effect<Listener, never, Scope.Scope>
}

interface Listening extends Listener {
  readonly hear: (mutation: Mutation) => void
}

const makeListener = (): Listening => {
  const latch = Latch.makeUnsafe()
  let heard: Mutation | undefined
  return {
    hear: (mutation) => {
      heard = mutation
      latch.openUnsafe()
    },
    next: Effect.suspend(function again(): Effect.Effect<Mutation> {
      if (heard === undefined) return Effect.flatMap(latch.await, again)
      const mutation = heard
      heard = undefined
      latch.closeUnsafe()
      return Effect.succeed(mutation)
    })
  }
}

const nameOf = (to: Listened): string => "id" in to ? `id ${to.id}` : `key ${to.key}`

/** A bell nobody listens to yet. */
export const makeBell = (): Bell => {
  const listening = new Map<string, Set<Listening>>()
  const listen = (to: Listened) => {
    const name = nameOf(to)
    return Effect.acquireRelease(
      Effect.sync(() => {
        const listener = makeListener()
        listening.set(name, (listening.get(name) ?? new Set()).add(listener))
        return listener
      }),
      (listener) =>
        Effect.sync(() => {
          const listeners = listening.get(name)
          listeners?.delete(listener)
          if (listeners?.size === 0) listening.delete(name)
        })
    )
  }
  return {
    listen,
    ring: ({ id, key }, stands) => {
      const listeners = [...listening.get(nameOf({ id })) ?? [], ...listening.get(nameOf({ key })) ?? []]
      if (listeners.length === 0) return
      const mutation = stands()
      for (const listener of listeners) listener.hear(mutation)
    }
  }
}
