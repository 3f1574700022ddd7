import { notProcessed, perhapsProcessed } from "@openfinpay/finpay-core"
import type { CallFacts, FinpayError } from "@openfinpay/finpay-core"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"

/**
 * What is known of a call while it runs. Whoever ends a call from outside (a time-out, an abort) reads here whether the
 * request may have left.
 */
export interface Progress {
  call: CallFacts
  /** `true` from just before the first byte leaves until an answer says that the request was not processed. */
  mayHaveLeft: boolean
}

/** A call that has not begun. */
export const newProgress = (call: CallFacts): Progress => ({ call, mayHaveLeft: false })

/** Set by a caller that wants to watch its call. */
export const CallProgress = Context.Reference<Progress | undefined>("@openfinpay/finpay-transport/CallProgress", {
  defaultValue: () => undefined
})

/**
 * Asked right before each request of a mutation leaves, when its credentials are there and whatever had to be asked first
 * was answered. Where it says `false` nothing is sent, and the call ends with `Unavailable`.
 *
 * For whoever has to know that it is still theirs to send: getting that far can take as long as a call may.
 *
 * @example
 * ```ts
 * import { Finpay, localConfig, MaySend } from "@openfinpay/finpay-transport"
 * import { Effect, Layer } from "effect"
 * import { FetchHttpClient } from "effect/http"
 *
 * const live = Finpay.layer(localConfig()).pipe(Layer.provide(FetchHttpClient.layer))
 * const refund = Finpay.use(({ payments }) => payments.refund({ order: { id: "INV-1", amount: 22000 } }))
 * const held = Effect.provideService(refund, MaySend, Effect.succeed(false))
 * Effect.runPromise(Effect.provide(Effect.flip(held), live)).then((error) => `${error._tag} ${error.safeToRetry}`)
 * // => "Unavailable true"
 * ```
 */
export const MaySend = Context.Reference<Effect.Effect<boolean>>("@openfinpay/finpay-transport/MaySend", {
  defaultValue: () => Effect.succeed(true)
})

/** How a call ends that was stopped from outside. */
export const endedEarly = (
  { call, mayHaveLeft }: Progress,
  reason: "timeout" | "interrupted" | "connection-lost",
  detail: string
): FinpayError => mayHaveLeft ? perhapsProcessed(call, reason, detail) : notProcessed(call, reason, detail)

/** How a call ends that a defect on this side stopped. */
export const brokenHere = (progress: Progress, defect: unknown): FinpayError =>
  endedEarly(
    progress,
    "connection-lost",
    `the call broke on this side (${defect instanceof Error ? defect.name : typeof defect})`
  )
