import { notProcessed, perhapsProcessed } from "@openfinpay/finpay-core"
import type { CallFacts, FinpayError } from "@openfinpay/finpay-core"
import * as Context from "effect/Context"

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
