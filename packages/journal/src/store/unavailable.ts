import * as Cause from "effect/Cause"
import { hasProperty } from "effect/Predicate"
import { DatabaseReason, JournalUnavailable } from "../JournalError.ts"

type Reason = typeof DatabaseReason.Type

/** How deep failures lie in each other: queue or migration, SQL, its reason, the driver's, the system's. */
const depth = 8

/** The failure and all that it says caused it, the outermost first. */
const failuresOf = (error: unknown, left = depth): ReadonlyArray<unknown> => {
  if (left === 0 || error === undefined || error === null) return []
  if (Cause.isCause(error)) {
    return error.reasons.flatMap((reason) =>
      Cause.isFailReason(reason)
        ? failuresOf(reason.error, left - 1)
        : Cause.isDieReason(reason)
        ? failuresOf(reason.defect, left - 1)
        : []
    )
  }
  const within = hasProperty(error, "cause") ? failuresOf(error.cause, left - 1) : []
  const reason =
    hasProperty(error, "reason") && error.reason !== (hasProperty(error, "cause") ? error.cause : undefined)
      ? failuresOf(error.reason, left - 1)
      : []
  const several = error instanceof AggregateError ? error.errors.flatMap((each) => failuresOf(each, left - 1)) : []
  return [error, ...reason, ...within, ...several]
}

/** By SQLite's number. SQLITE_READONLY_DBMOVED: the file was taken away while it was open. */
const movedAway = 1032
const sqliteReasons: Readonly<Record<number, Reason>> = {
  3: "unreachable",
  5: "locked",
  6: "locked",
  8: "read-only",
  11: "damaged",
  13: "full",
  14: "unreachable",
  23: "unreachable",
  26: "damaged"
}

/** By the name the operating system gives the error. */
const systemReasons: Readonly<Record<string, Reason>> = {
  EACCES: "unreachable",
  EAI_AGAIN: "unreachable",
  ECONNREFUSED: "unreachable",
  ECONNRESET: "unreachable",
  EDQUOT: "full",
  EEXIST: "unreachable",
  EHOSTUNREACH: "unreachable",
  EISDIR: "unreachable",
  ENETUNREACH: "unreachable",
  ENOENT: "unreachable",
  ENOSPC: "full",
  ENOTDIR: "unreachable",
  ENOTFOUND: "unreachable",
  EPERM: "unreachable",
  EPIPE: "unreachable",
  EROFS: "read-only",
  ETIMEDOUT: "unreachable"
}

/** By PostgreSQL's SQLSTATE; a class of two letters stands for all its codes that are not named. */
const postgresReasons: Readonly<Record<string, Reason>> = {
  "08": "unreachable",
  "25006": "read-only",
  "25P03": "locked",
  "28": "unreachable",
  "3D": "unreachable",
  "40": "locked",
  "53100": "full",
  "53300": "unreachable",
  // The database takes no connections now.
  "55000": "unreachable",
  "55P03": "locked",
  "57014": "locked",
  "57P": "unreachable",
  XX001: "damaged",
  XX002: "damaged"
}

/** By the name Effect's SQL modules give the failure, where nothing says it closer. */
const sqlReasons: Readonly<Record<string, Reason>> = {
  AuthenticationError: "unreachable",
  ConnectionError: "unreachable",
  DeadlockError: "locked",
  LockTimeoutError: "locked",
  SerializationError: "locked",
  StatementTimeoutError: "locked"
}

const ofSqlite = (code: number): Reason | undefined => code === movedAway ? "unreachable" : sqliteReasons[code & 0xff]

const ofCode = (code: string): Reason | undefined =>
  systemReasons[code] ?? postgresReasons[code] ?? postgresReasons[code.slice(0, 3)] ?? postgresReasons[code.slice(0, 2)]

const closestReason = (failures: ReadonlyArray<unknown>): Reason | undefined => {
  for (const failure of failures) {
    // A text that should be JSON, and was when it was written.
    if (failure instanceof SyntaxError) return "damaged"
    if (hasProperty(failure, "errcode") && typeof failure.errcode === "number") return ofSqlite(failure.errcode)
    if (hasProperty(failure, "code") && typeof failure.code === "string") {
      const reason = ofCode(failure.code)
      if (reason !== undefined) return reason
    }
  }
  return undefined
}

const tagReason = (failures: ReadonlyArray<unknown>): Reason | undefined =>
  failures.map((failure) =>
    hasProperty(failure, "_tag") && typeof failure._tag === "string" ? sqlReasons[failure._tag] : undefined
  ).find((reason) => reason !== undefined)

/** What each reason means, and what to do about it. */
const told: Readonly<Record<Reason, { readonly detail: string; readonly nextStep: string }>> = {
  "full": {
    detail: "there is no room left for its database",
    nextStep: "Make room on that disk and ask again; what was written down before stays as it is."
  },
  "read-only": {
    detail: "its database can be read and not written",
    nextStep: "Point it at a database it may write: check the file's and the disk's permissions, or the server's role."
  },
  "locked": {
    detail: "its database was held by somebody else for too long",
    nextStep: "Ask again; if it stays so, look for a process or a session that keeps the database locked."
  },
  "unreachable": {
    detail: "its database cannot be reached",
    nextStep: "Check that the database is there and running, and the address, the name and the password given for it."
  },
  "newer": {
    detail: "its database belongs to a newer version",
    nextStep: "Install that version or a newer one; nothing was changed."
  },
  "damaged": {
    detail: "its database is damaged, or is no database",
    nextStep: "Stop everything that uses it, keep a copy as it is, and restore the last backup that verifies."
  },
  "failed": {
    detail: "its database refused what was asked of it",
    nextStep: "Ask again; if it stays so, report it with what the database said."
  }
}

const maximalWords = 200

/** What the innermost failure says of itself: one line, and never an address, which could hold a password. */
const wordsOf = (failures: ReadonlyArray<unknown>): string => {
  const messages = failures.map((failure) => hasProperty(failure, "message") ? failure.message : failure)
    .filter((message) => typeof message === "string").filter((message) => message.trim() !== "")
  const [line = ""] = (messages.at(-1) ?? "").trim().split("\n")
  return line.replaceAll(/\b[a-z][a-z0-9+.-]*:\/\/\S+/giu, "<address>").replace(/[.\s]+$/u, "").slice(0, maximalWords)
}

/**
 * What went wrong in the database, as the journal says it: which of the known reasons, in plain words, and what to do.
 *
 * Takes anything: a failure of the SQL client, the queue or the migrations, or a defect that carries one.
 */
export const toUnavailable = (error: unknown): JournalUnavailable => {
  if (error instanceof JournalUnavailable) return error
  const failures = failuresOf(error)
  const known = failures.find((failure) => failure instanceof JournalUnavailable)
  if (known !== undefined) return known
  const reason = closestReason(failures) ?? tagReason(failures) ?? "failed"
  const words = wordsOf(failures)
  const { detail, nextStep } = told[reason]
  return new JournalUnavailable({ reason, detail: words === "" ? detail : `${detail} (${words})`, nextStep })
}

/** The database was written by a version that is not this one's past. */
export const newerDatabase = (found: number, known: number): JournalUnavailable =>
  new JournalUnavailable({
    reason: "newer",
    detail: `${told.newer.detail}: its tables are at step ${found}, and this version knows up to step ${known}`,
    nextStep: told.newer.nextStep
  })
