import { classifySqliteError, ConnectionError, SqlError, UnknownError } from "effect/sql/SqlError"

/** SQLITE_CONSTRAINT_UNIQUE, and the two that say the same of a primary key. */
const uniqueViolation = 2067
const primaryKeyViolations: ReadonlyArray<unknown> = [1555, 2579]

/** SQLite's number for the failure, such as 13 (full) or 8 (read-only), with its extended part. */
export const sqliteCodeOf = (cause: unknown): number | undefined =>
  cause instanceof Error && "errcode" in cause && typeof cause.errcode === "number" ? cause.errcode : undefined

/**
 * The failure as Effect's SQL modules name it.
 *
 * They look for SQLite's number in `errno`, where node:sqlite calls it `errcode`. A primary key that exists is a unique
 * violation, as it is in PostgreSQL.
 */
export const sqlErrorOf = (cause: unknown, operation: string): SqlError => {
  const code = sqliteCodeOf(cause)
  const message = cause instanceof Error ? cause.message : String(cause)
  if (!(cause instanceof Error) || code === undefined) {
    return new SqlError({ reason: new UnknownError({ cause, message, operation }) })
  }
  const errno = primaryKeyViolations.includes(code) ? uniqueViolation : code
  return new SqlError({ reason: classifySqliteError(Object.assign(cause, { errno }), { message, operation }) })
}

/** The database cannot be opened, for a reason SQLite has no number for. */
export const cannotOpen = (detail: string): SqlError =>
  new SqlError({ reason: new ConnectionError({ cause: new Error(detail), message: detail, operation: "open" }) })

/** A statement was refused before it reached SQLite. */
export const refused = (detail: string): SqlError =>
  new SqlError({ reason: new UnknownError({ cause: new Error(detail), message: detail, operation: "execute" }) })
