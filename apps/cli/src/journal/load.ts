import * as Effect from "effect/Effect"

/**
 * The code of the journal, loaded when a command needs it: the databases are more than all the rest of finpay, and most
 * commands start without them.
 */
export const loadJournal = Effect.promise(() => import("./open.ts"))
