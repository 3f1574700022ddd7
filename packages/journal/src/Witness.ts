import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { randomUUID } from "node:crypto"
import { readFileSync } from "node:fs"

/**
 * Who vouches for how much time has passed.
 *
 * A wall clock can be set, so the time between two looks at a payment is measured on a steady clock, and only readings
 * of the same witness are compared. On Linux all processes since one start of the machine share a steady clock, and are
 * one witness; elsewhere each process is its own.
 */
export interface Witness {
  readonly id: string
  /** Milliseconds on a clock that nobody can set. */
  readonly millis: Effect.Effect<number>
}

const bootId = (): string => {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()
  } catch {
    return randomUUID()
  }
}

const steadyMillis = Effect.map(Clock.monotonicTimeNanos, (nanos) => Number(nanos / 1_000_000n))

/** The witness of this process. */
export const Witness = Context.Reference<Witness>("@openfinpay/finpay-journal/Witness", {
  defaultValue: () => ({ id: bootId(), millis: steadyMillis })
})
