import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  realpathSync,
  statfsSync,
  statSync
} from "node:fs"
import { dirname } from "node:path"
import type { JournalUnavailable } from "../../JournalError.ts"
import { noRoom, readOnlyFolder, unusablePlace } from "../unavailable.ts"

/** What SQLite needs to open a database: its index of the write-ahead log begins with this many bytes. */
const leastFreeBytes = 32_768

const isSystemError = (error: unknown): error is NodeJS.ErrnoException => error instanceof Error && "code" in error

/** The file itself where the path is a link to it: SQLite puts what belongs to it beside that one. */
export const realPath = (file: string): string => {
  try {
    return realpathSync(file)
  } catch {
    return file
  }
}

/** What the system says of a failure, such as `EACCES: permission denied`, without the call that failed. */
const wordsOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split(", ", 1).join("")

/** Whether a file can be written in a folder: it has room, and a place in its list. Some file systems keep no list. */
const hasRoom = (folder: string): boolean => {
  try {
    const { bavail, blocks, bsize, ffree, files } = statfsSync(folder)
    return (blocks === 0 || bavail * bsize >= leastFreeBytes) && (files === 0 || ffree > 0)
  } catch {
    return true
  }
}

/** Why this user cannot use a path in a way; nothing where it can. */
const refusal = (path: string, mode: number): string | undefined => {
  try {
    accessSync(path, mode)
    return undefined
  } catch (error) {
    return wordsOf(error)
  }
}

const unusable = (place: string, error: unknown): JournalUnavailable =>
  isSystemError(error) && (error.code === "ENOSPC" || error.code === "EDQUOT")
    ? noRoom(wordsOf(error))
    : unusablePlace(place, wordsOf(error))

/**
 * Makes a folder and those above it that are missing, for this user alone.
 *
 * One after the other and each once: `mkdirSync` with `recursive` never ends under a folder that takes none, such as
 * `/proc`.
 */
const makeFolder = (folder: string): void => {
  if (existsSync(folder)) return
  const above = dirname(folder)
  if (above !== folder) makeFolder(above)
  try {
    mkdirSync(folder, { mode: 0o700 })
  } catch (error) {
    if (!(isSystemError(error) && error.code === "EEXIST")) throw unusable(`its folder ${folder} cannot be made`, error)
  }
}

/**
 * Makes the file if there is none, readable by this user alone; SQLite gives its `-wal` and `-shm` the same mode.
 *
 * `wx` never opens a file that exists: closing any descriptor of a database gives up all locks this process has on it.
 */
export const makeFile = (file: string): void => {
  makeFolder(dirname(file))
  try {
    closeSync(openSync(file, "wx", 0o600))
  } catch (error) {
    if (!(isSystemError(error) && error.code === "EEXIST")) throw unusable(`its file ${file} cannot be made`, error)
  }
}

/** What keeps this user from the file of a database, or from what SQLite has put beside it. */
const outOfReach = (file: string): JournalUnavailable | undefined => {
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory() === true) {
    return unusablePlace(`its file ${file} is a folder`, "EISDIR")
  }
  for (const path of [file, `${file}-wal`, `${file}-shm`].filter((one) => existsSync(one))) {
    const words = refusal(path, constants.R_OK)
    if (words !== undefined) return unusablePlace(`its file ${path} cannot be read`, words)
  }
  return undefined
}

/**
 * Why SQLite cannot open or write the files of a database, which it only calls an input/output error, as far as the disk
 * shows it; nothing where it does not. `words` are SQLite's own.
 */
export const whyUnusable = (path: string, words: string): JournalUnavailable | undefined => {
  const file = realPath(path)
  const folder = dirname(file)
  const unreadable = outOfReach(file)
  if (unreadable !== undefined) return unreadable
  // Before the room: a disk that is made to be read only is always full.
  const refused = refusal(folder, constants.W_OK)
  if (refused !== undefined) return readOnlyFolder(folder, refused)
  return hasRoom(folder) ? undefined : noRoom(words)
}
