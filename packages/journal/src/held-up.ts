import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { Mutation } from "./Mutation.ts"
import type { JournalSettings } from "./settings.ts"
import type { Store } from "./store/Store.ts"
import type { Witness } from "./Witness.ts"

/**
 * Whether this process was held up since it began to write the mutation as it is: then others have given it up, or are
 * about to, and it must not send any more.
 *
 * The row shows it also when the whole machine slept, and its clocks with it; a row that cannot be read allows nothing.
 * The steady clock is read last: a process can be stopped while the row's old state is on its way to it.
 */
export const makeIsHeldUp = (store: Store, { leaseSeconds }: JournalSettings, witness: Witness) =>
  Effect.fnUntraced(function*({ id, version }: Mutation, sinceMillis: number) {
    const current = yield* Effect.result(store.get(id))
    if (Result.isFailure(current) || current.success?.version !== version) return true
    return (yield* witness.millis) - sinceMillis > leaseSeconds * 1000
  })
