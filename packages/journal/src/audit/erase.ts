import * as Effect from "effect/Effect"
import type { JournalUnavailable } from "../JournalError.ts"
import type { Store } from "../store/Store.ts"

/** Being written. */
export const erase = (
  _store: Store,
  _by: { readonly actor: string; readonly settledBefore: number }
): Effect.Effect<{ readonly mutations: number }, JournalUnavailable> => Effect.succeed({ mutations: 0 })
