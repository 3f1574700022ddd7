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
 *
 * @example
 * ```ts
 * import { toUnavailable } from "@openfinpay/finpay-journal"
 *
 * toUnavailable(new Error("relation \"finpay_mutation\" does not exist")).detail
 * // => 'its database refused what was asked of it (relation "finpay_mutation" does not exist)'
 * ```
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

/** What to do where the last changes may be lost for good. */
const afterLoss = (way: string): string =>
  `Stop everything that uses it, keep a copy of its files, and ${way}. Verify what is left, and compare with Finpay what ` +
  "was refunded since, before anything is sent: a refund that is not in the journal can be paid twice."

/** The write-ahead log of a SQLite database is damaged: where it is, and which of its frames; 0 is its header. */
export const damagedLog = (log: string, frame: number): JournalUnavailable =>
  new JournalUnavailable({
    reason: "damaged",
    detail: `its write-ahead log ${log} is damaged (${frame === 0 ? "its header" : `frame ${frame}`}), ` +
      "and SQLite would leave out what was committed after that",
    nextStep: afterLoss("move that file and the -shm beside it away, or restore a backup")
  })

/** The file of a SQLite database is missing or empty, and its write-ahead log is there. */
export const missingFile = (file: string): JournalUnavailable =>
  new JournalUnavailable({
    reason: "damaged",
    detail: `its file ${file} is missing or empty, and SQLite would delete the write-ahead log that is still there`,
    nextStep: afterLoss("put the file back, or move its -wal and -shm away to begin anew")
  })

/** The journal's tables and the list of the steps that made them do not fit each other. */
export const stepsLost = (detail: string): JournalUnavailable =>
  new JournalUnavailable({
    reason: "damaged",
    detail: `${told.damaged.detail}: ${detail}`,
    nextStep: told.damaged.nextStep
  })

/** There is no room where the database lies; what the database said. */
export const noRoom = (words: string): JournalUnavailable =>
  new JournalUnavailable({ reason: "full", detail: `${told.full.detail} (${words})`, nextStep: told.full.nextStep })

/** The folder of a SQLite database cannot be written; what the system said, such as `EROFS: read-only file system`. */
export const readOnlyFolder = (folder: string, words: string): JournalUnavailable =>
  new JournalUnavailable({
    reason: "read-only",
    detail: `its folder ${folder} cannot be written (${words}), and SQLite writes there even to read`,
    nextStep:
      "Point it at a folder it may write; to look into this one, copy the file and its -wal to such a folder, " +
      "and send nothing from the copy."
  })

/** The place of a SQLite database cannot be used: which, and what the system said. */
export const unusablePlace = (place: string, words: string): JournalUnavailable =>
  new JournalUnavailable({
    reason: words.startsWith("EROFS") ? "read-only" : "unreachable",
    detail: `${place} (${words})`,
    nextStep: "Name a file in a folder that this user may use, or give this user the right to use that one."
  })
