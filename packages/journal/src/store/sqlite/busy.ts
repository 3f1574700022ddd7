import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import type { SqlError } from "effect/sql/SqlError"
import { sqlErrorOf } from "./errors.ts"

const nanosPerMilli = 1_000_000n

/** Between two attempts: long enough not to burn the processor, short enough to get a turn among many processes. */
const pauseMillis = { min: 1, max: 12 }

/**
 * Runs one step of SQLite, and runs it again while another connection holds the database, until the wait is over.
 *
 * A step refused with SQLITE_BUSY was not executed: SQLite takes the lock before it reads or writes anything.
 * The waiting is done here and not by SQLite, whose wait stops the whole process, timers and answers of Finpay included.
 */
export const attemptWhenFree = Effect.fnUntraced(function*<A>(
  step: () => A,
  lockWaitMillis: number,
  operation: string
): Effect.fn.Return<A, SqlError> {
  const attempt = Effect.result(Effect.try({ try: step, catch: (cause) => sqlErrorOf(cause, operation) }))
  const first = yield* attempt
  if (first._tag === "Success") return first.success
  if (first.failure.reason._tag !== "LockTimeoutError") return yield* first.failure
  const deadline = (yield* Clock.monotonicTimeNanos) + BigInt(lockWaitMillis) * nanosPerMilli
  let error = first.failure
  while ((yield* Clock.monotonicTimeNanos) < deadline) {
    yield* Effect.sleep(yield* Random.nextIntBetween(pauseMillis.min, pauseMillis.max))
    const again = yield* attempt
    if (again._tag === "Success") return again.success
    error = again.failure
    if (error.reason._tag !== "LockTimeoutError") break
  }
  return yield* error
})
