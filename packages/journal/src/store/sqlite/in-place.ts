import * as Effect from "effect/Effect"
import type { SqlError } from "effect/sql/SqlError"
import { statSync } from "node:fs"
import type { DatabaseSync } from "node:sqlite"
import { cannotOpen } from "./errors.ts"

const identityOf = (path: string): string | undefined => {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false })
  return found === undefined ? undefined : `${found.dev}/${found.ino}`
}

/**
 * Fails when the file is not the one that was opened: deleted, moved, or a backup put in its place.
 *
 * SQLite would go on writing into a file that nobody will ever open again, while the next process starts with an empty
 * journal, or an old one, and refunds a second time.
 */
export const stillInPlace = (database: DatabaseSync): Effect.Effect<void, SqlError> => {
  const path = database.location()
  if (path === null) return Effect.void
  const opened = identityOf(path)
  return Effect.suspend(() =>
    identityOf(path) === opened ? Effect.void : Effect.fail(cannotOpen("its file was taken away or replaced"))
  )
}
