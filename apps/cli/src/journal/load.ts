import * as Effect from "effect/Effect"

/**
 * The code that uses the journal, loaded when a command needs it: most commands do not, and start faster without the
 * databases.
 */
export const loadJournal = Effect.promise(async () => ({
  ...(await import("./open.ts")),
  ...(await import("./follow.ts")),
  ...(await import("./close.ts"))
}))
