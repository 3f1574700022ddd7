import { toUnavailable } from "@openfinpay/finpay-journal"
import type { JournalUnavailable } from "@openfinpay/finpay-journal"
import * as Effect from "effect/Effect"

/** A mistake of this program is not the database's, and is not told as if it were. */
export const failedBy = (defect: unknown): Effect.Effect<never, JournalUnavailable> =>
  defect instanceof TypeError || defect instanceof ReferenceError
    ? Effect.die(defect)
    : Effect.fail(toUnavailable(defect))

/** Work on the database whose every failure says why the database cannot be used. */
export const usable = <A, E, R>(work: Effect.Effect<A, E, R>): Effect.Effect<A, JournalUnavailable, R> =>
  Effect.mapError(Effect.catchDefect(work, failedBy), toUnavailable)
