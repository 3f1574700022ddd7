import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"
import type { JournalUnavailable } from "../JournalError.ts"
import { toUnavailable } from "./unavailable.ts"

/**
 * Whether the journal can be written. Takes what a change takes (the write lock, the right to write) and changes nothing.
 *
 * A database that may only be read opens all the same, so that what is in it can be looked at. Errors:
 * `JournalUnavailable`.
 *
 * @example
 * ```ts
 * import { checkWritable, layerSqlite } from "@openfinpay/finpay-journal"
 * import { Effect } from "effect"
 *
 * const noFolder = layerSqlite({ file: "/dev/null/journal.sqlite" })
 * Effect.runPromise(Effect.flip(Effect.provide(checkWritable, noFolder))).then((error) => error._tag)
 * // => "JournalUnavailable"
 * ```
 */
export const checkWritable: Effect.Effect<void, JournalUnavailable, SqlClient> = Effect.gen(function*() {
  const sql = yield* SqlClient
  yield* sql.withTransaction(sql`UPDATE finpay_mutation SET version = version WHERE 1 = 0`)
}).pipe(Effect.catchDefect((defect) => Effect.fail(toUnavailable(defect))), Effect.mapError(toUnavailable))
