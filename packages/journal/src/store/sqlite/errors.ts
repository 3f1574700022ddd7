import { classifySqliteError, ConnectionError, SqlError, UnknownError } from "effect/sql/SqlError"
import { JournalUnavailable } from "../../JournalError.ts"
import { whyUnusable } from "./place.ts"

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
  if (cause instanceof JournalUnavailable) {
    return new SqlError({ reason: new ConnectionError({ cause, message: cause.detail, operation }) })
  }
  const code = sqliteCodeOf(cause)
  const message = cause instanceof Error ? cause.message : String(cause)
  if (!(cause instanceof Error) || code === undefined) {
    return new SqlError({ reason: new UnknownError({ cause, message, operation }) })
  }
  const errno = primaryKeyViolations.includes(code) ? uniqueViolation : code
  return new SqlError({ reason: classifySqliteError(Object.assign(cause, { errno }), { message, operation }) })
}

/** SQLite's classes for what a disk does: input and output, a file that cannot be opened, one that may only be read. */
const inputOutput = 10
const diskClasses: ReadonlyArray<number> = [inputOutput, 14, 8]
/** SQLITE_IOERR_WRITE. */
const writeFailed = inputOutput + (3 << 8)

const explained = (file: string | null, error: SqlError, isOfDisk: (code: number) => boolean): SqlError => {
  const code = sqliteCodeOf(error.reason.cause)
  if (file === null || code === undefined || !isOfDisk(code)) return error
  const why = whyUnusable(file, error.reason.message ?? "")
  return why === undefined ? error : sqlErrorOf(why, "open")
}

/** A failure to open a file, with what the disk says about it. */
export const explainOpening = (file: string, error: SqlError): SqlError =>
  explained(file, error, (code) => diskClasses.includes(code & 0xff))

/**
 * A failure of an open database, with what the disk says about it: only where a page could not be written. After a failed
 * fsync, or in SQLite's index of the log, nobody knows whether the transaction is there, and `full` would say it is not.
 */
export const explainWriting = (file: string | null, error: SqlError): SqlError =>
  explained(file, error, (code) => code === writeFailed)

/** The database cannot be opened, for a reason SQLite has no number for. */
export const cannotOpen = (detail: string): SqlError =>
  new SqlError({ reason: new ConnectionError({ cause: new Error(detail), message: detail, operation: "open" }) })

/** A statement was refused before it reached SQLite, because of an earlier failure where one is given. */
export const refused = (detail: string, cause: unknown = new Error(detail)): SqlError =>
  new SqlError({ reason: new UnknownError({ cause, message: detail, operation: "execute" }) })
