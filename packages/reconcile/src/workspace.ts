import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { workspaceFailed } from "./ReconcileError.ts"
import type { WorkspaceFailed } from "./ReconcileError.ts"

/** A folder for this user alone that is gone with the scope. In the system's own temporary folder unless given. */
export const makeWorkspace = (directory: string = tmpdir()): Effect.Effect<string, WorkspaceFailed, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.tryPromise({ try: () => mkdtemp(join(directory, "finpay-reconcile-")), catch: workspaceFailed }),
    (folder) => Effect.promise(() => rm(folder, { recursive: true, force: true }))
  )
