import * as Effect from "effect/Effect"
import * as Latch from "effect/Latch"
import type { Failure } from "../failure.ts"

/** Why a batch does not go on. */
export type StopReason = { readonly kind: "signal" } | { readonly kind: "failure"; readonly failure: Failure }

/** Asks a batch to stop: nothing more is begun. The first one who asks says why. */
export interface Stop {
  readonly ask: (reason: StopReason) => Effect.Effect<void>
  readonly reason: () => StopReason | undefined
  /** Ends when somebody has asked. */
  readonly asked: Effect.Effect<void>
  /** Ends when a signal has asked: then nobody has the time to wait for what is on its way. */
  readonly hurried: Effect.Effect<void>
  readonly isHurried: () => boolean
}

/** A batch that nobody has asked to stop. */
export const makeStop = (): Stop => {
  const asked = Latch.makeUnsafe()
  const hurried = Latch.makeUnsafe()
  let first: StopReason | undefined
  let isHurried = false
  return {
    ask: (reason) =>
      Effect.sync(() => {
        first ??= reason
        asked.openUnsafe()
        if (reason.kind === "failure") return
        isHurried = true
        hurried.openUnsafe()
      }),
    reason: () => first,
    asked: asked.await,
    hurried: hurried.await,
    isHurried: () => isHurried
  }
}
