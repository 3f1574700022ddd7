import { toUnavailable } from "@openfinpay/finpay-journal"
import type { JournalUnavailable } from "@openfinpay/finpay-journal"
import * as Effect from "effect/Effect"
import type { SqlClient } from "effect/sql/SqlClient"
import { isSqlError } from "effect/sql/SqlError"
import type { SqlError } from "effect/sql/SqlError"
import { failedBy } from "./usable.ts"

const named = <E>(error: E): Exclude<E, SqlError> | JournalUnavailable =>
  isSqlError(error) ? toUnavailable(error) : error as Exclude<E, SqlError>

/**
 * Work that is written down as a whole or not at all, with the failures that it has itself; one of the database says why
 * the database cannot be used. What the journal writes within it is part of it: both are on one client.
 */
export const transact = <A, E, R>(
  sql: SqlClient,
  work: Effect.Effect<A, E, R>
): Effect.Effect<A, Exclude<E, SqlError> | JournalUnavailable, R> =>
  Effect.mapError(Effect.catchDefect(sql.withTransaction(work), failedBy), named)
