import * as Effect from "effect/Effect"

/** The code that reads and compares reports, loaded by the one command that does. */
export const loadReconcile = Effect.promise(async () => ({
  ...(await import("./run.ts")),
  ...(await import("./inspect.ts")),
  ...(await import("./mapping.ts"))
}))
