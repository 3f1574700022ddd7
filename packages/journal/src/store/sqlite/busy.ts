import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import type { SqlError } from "effect/sql/SqlError"
import { sqlErrorOf } from "./errors.ts"

const nanosPerMilli = 1_000_000n

/** How long is waited for another connection that holds the database. */
export interface LockWait {
  /** In milliseconds; 5000 unless given. */
  readonly lockWaitMillis?: number
  /**
   * What the wait goes by; the machine's clock unless given, whatever time the program is told. For the simulation, whose
   * processes hold the database for a virtual time.
   */
  readonly lockClock?: Clock.Clock
}

const defaultLockWaitMillis = 5000

/** The clock of the machine, whatever time the program is told. */
export const machineClock: Clock.Clock = Clock.Clock.defaultValue()

/** Between two attempts: long enough not to burn the processor, short enough to get a turn among many processes. */
export const pauseMillis = { min: 1, max: 12 }

/**
 * Runs one step of SQLite, and runs it again while another connection holds the database, until the wait is over.
 *
 * A step refused with SQLITE_BUSY was not executed: SQLite takes the lock before it reads or writes anything.
 * The waiting is done here and not by SQLite, whose wait stops the whole process, timers and answers of Finpay included.
 */
export const attemptWhenFree = Effect.fnUntraced(function*<A>(
  step: () => A,
  { lockClock = machineClock, lockWaitMillis = defaultLockWaitMillis }: LockWait,
  operation: string
): Effect.fn.Return<A, SqlError> {
  const attempt = Effect.result(Effect.try({ try: step, catch: (cause) => sqlErrorOf(cause, operation) }))
  const first = yield* attempt
  if (first._tag === "Success") return first.success
  if (first.failure.reason._tag !== "LockTimeoutError") return yield* first.failure
  const deadline = (yield* lockClock.monotonicTimeNanos) + BigInt(lockWaitMillis) * nanosPerMilli
  let error = first.failure
  while ((yield* lockClock.monotonicTimeNanos) < deadline) {
    yield* lockClock.sleep(Duration.millis(yield* Random.nextIntBetween(pauseMillis.min, pauseMillis.max)))
    const again = yield* attempt
    if (again._tag === "Success") return again.success
    error = again.failure
    if (error.reason._tag !== "LockTimeoutError") break
  }
  return yield* error
})
