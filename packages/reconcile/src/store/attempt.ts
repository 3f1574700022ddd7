import * as Effect from "effect/Effect"
import { workspaceFailed } from "../ReconcileError.ts"
import type { WorkspaceFailed } from "../ReconcileError.ts"

/** Runs what touches the temporary database. */
export const attempt = <A>(run: () => A): Effect.Effect<A, WorkspaceFailed> =>
  Effect.try({ try: run, catch: workspaceFailed })
