import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { SqlError } from "effect/sql/SqlError"
import { resolve } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { attemptWhenFree } from "./busy.ts"
import type { LockWait } from "./busy.ts"
import { refuseLoss } from "./check-log.ts"
import { cannotOpen, explainOpening, sqlErrorOf } from "./errors.ts"
import { makeFile } from "./place.ts"

/**
 * How sure a commit is.
 *
 * - `full`: it survives a power cut. Without that, the line "this refund is being sent" could be gone after a restart
 *   though the refund left, and it would be sent again.
 * - `off`: it survives the end of the process only. For the simulation, which ends no machine.
 */
export type Synchronous = "full" | "off"

/** Where the database is, and how sure its commits are. */
export interface OpenOptions extends LockWait {
  /** A path, or `:memory:`. The file and its folder are made on first use, for this user alone. */
  readonly file: string
  /** `full` unless given. */
  readonly synchronous?: Synchronous
}

/** SQLite's name for a database that lives in this process only. */
const inMemory = ":memory:"

/** No time-out of SQLite's own: it would put the whole process to sleep while it waits. See busy.ts. */
const openFile = (file: string): Effect.Effect<DatabaseSync, SqlError> =>
  Effect.try({
    try: () => {
      if (file !== inMemory) {
        refuseLoss(file)
        makeFile(file)
      }
      return new DatabaseSync(file, { timeout: 0 })
    },
    catch: (cause) => sqlErrorOf(cause, "open")
  })

const pragma = (database: DatabaseSync, text: string): unknown => Object.values(database.prepare(text).get() ?? {})[0]

/**
 * The settings of a connection.
 *
 * `fullfsync` is for macOS, where fsync alone leaves the data in the disk's cache. `secure_delete` overwrites what is
 * deleted: without it, what was erased from the journal would stay readable in the free parts of the file. `temp_store`
 * keeps in memory what SQLite notes down for a savepoint: in a temporary file it would be out of reach of that, and no
 * transaction could be made where there is no folder for one.
 *
 * `wal_autocheckpoint = 1` puts every transaction into the file as soon as it is committed. The write-ahead log is what
 * SQLite cuts off without a word where a byte of it is wrong; so it holds, beside what is being written, only what a
 * reader keeps there. It costs three more fsyncs for each commit.
 */
const configure = Effect.fnUntraced(function*(database: DatabaseSync, options: OpenOptions) {
  const journalMode = yield* attemptWhenFree(() => pragma(database, "PRAGMA journal_mode = WAL"), options, "open")
  if (journalMode !== "wal" && options.file !== inMemory) {
    return yield* cannotOpen("its folder does not allow the write-ahead log SQLite needs; use a local disk")
  }
  yield* attemptWhenFree(
    () => {
      database.exec(`PRAGMA synchronous = ${options.synchronous === "off" ? "OFF" : "FULL"}`)
      database.exec("PRAGMA fullfsync = ON")
      database.exec("PRAGMA secure_delete = ON")
      database.exec("PRAGMA temp_store = MEMORY")
      if (options.synchronous !== "off") database.exec("PRAGMA wal_autocheckpoint = 1")
    },
    options,
    "open"
  )
})

/** A connection to a SQLite database, closed with the scope. */
export const openDatabase = (options: OpenOptions): Effect.Effect<DatabaseSync, SqlError, Scope.Scope> => {
  // An absolute path: SQLite reads a name that begins with "file:" as an address with options.
  const file = options.file === inMemory ? inMemory : resolve(options.file)
  const opened = Effect.tap(
    Effect.acquireRelease(openFile(file), (database) => Effect.sync(() => database.close())),
    (database) => configure(database, options)
  )
  return file === inMemory ? opened : Effect.mapError(opened, (error) => explainOpening(file, error))
}
