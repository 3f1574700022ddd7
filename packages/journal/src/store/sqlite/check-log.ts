import { closeSync, openSync, readSync, statSync } from "node:fs"
import { damagedLog, missingFile } from "../unavailable.ts"
import { findLogDamage, logHeaderBytes } from "./log.ts"
import type { LogDamage, ReadLog } from "./log.ts"
import { realPath } from "./place.ts"

/** How often a log is read that is another one each time. */
const mostReads = 5

/** The log was put into the file and taken away meanwhile; or SQLite cannot open what this user may not read. */
const isNobodysLoss = (error: unknown): boolean =>
  error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "EACCES")

/** Reads the log once. Closing it gives up no lock: SQLite locks the database and its `-shm`, never the log. */
const findDamage = (log: string): LogDamage | undefined => {
  const handle = openSync(log, "r")
  try {
    const read: ReadLog = (offset, length) => {
      const bytes = Buffer.alloc(length)
      let count = 0
      while (count < length) {
        const more = readSync(handle, bytes, count, length - count, offset + count)
        if (more === 0) break
        count += more
      }
      return bytes.subarray(0, count)
    }
    return findLogDamage(read)
  } finally {
    closeSync(handle)
  }
}

/**
 * The damage that is there however often one looks. Another process may be writing while the log is read: then a frame
 * that was read too early is whole the next time, or the log was begun anew and has another header.
 */
const lastingDamage = (log: string): LogDamage | undefined => {
  let before: LogDamage | undefined
  for (let reads = 0; reads < mostReads; reads++) {
    const damage = findDamage(log)
    if (damage === undefined) return undefined
    if (damage.frame === before?.frame && damage.header === before.header) return damage
    before = damage
  }
  return undefined
}

/** How long a file is; 0 where it cannot be looked at, for there SQLite opens nothing. */
const bytesOf = (path: string): number => {
  try {
    return statSync(path).size
  } catch {
    return 0
  }
}

/**
 * Throws `JournalUnavailable` when opening the database would lose what was committed: its write-ahead log is damaged, or
 * its file is gone and the log is there. To be asked before SQLite opens the file, which mends the log by cutting it.
 *
 * The log is read without a lock, whether another process uses it or not.
 */
export const refuseLoss = (file: string): void => {
  const path = realPath(file)
  const log = `${path}-wal`
  // The log first: somebody who makes the database this moment writes the file before the log.
  if (bytesOf(log) <= logHeaderBytes) return
  if (bytesOf(path) === 0) throw missingFile(path)
  try {
    const damage = lastingDamage(log)
    if (damage !== undefined) throw damagedLog(log, damage.frame)
  } catch (error) {
    if (!isNobodysLoss(error)) throw error
  }
}
