/** What a process leaves of a SQLite journal when it is killed, and what is in such a journal. */
import { Effect } from "effect"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import process from "node:process"
import { DatabaseSync } from "node:sqlite"
import { fileURLToPath } from "node:url"
import { tables } from "../../audit/tamper.ts"
import { temporaryFolder } from "../../databases.ts"

/** A database and its write-ahead log, as they lie on the disk. */
export interface Left {
  readonly main: Buffer
  readonly log: Buffer
}

const writer = fileURLToPath(new URL("./writer.ts", import.meta.url))

/** Starts a process that writes a journal (see writer.ts), waits until it is full, and gives how to kill it with -9. */
export const startWriter = (file: string, how: "alone" | "watched" | "busy") =>
  Effect.gen(function*() {
    const child = yield* Effect.acquireRelease(
      Effect.sync(() => spawn(process.execPath, [writer, file, how], { stdio: ["ignore", "pipe", "inherit"] })),
      (started) => Effect.sync(() => started.kill("SIGKILL"))
    )
    const ended = once(child, "exit")
    yield* Effect.promise(() => Promise.race([once(child.stdout, "data"), ended]))
    const kill = Effect.promise(() => {
      child.kill("SIGKILL")
      return ended
    })
    return { kill }
  })

/** Lets a process fill a journal, and kills it. */
export const leftByKilled = (how: "alone" | "watched") =>
  Effect.gen(function*() {
    const file = join(yield* temporaryFolder, "journal.db")
    const { kill } = yield* startWriter(file, how)
    yield* kill
    return { main: readFileSync(file), log: readFileSync(`${file}-wal`) } satisfies Left
  }).pipe(Effect.scoped)

/** Takes a database away, with all that SQLite has put beside it. */
export const clear = (file: string): void => {
  for (const end of ["", "-wal", "-shm"]) rmSync(`${file}${end}`, { force: true })
}

/** Puts a database where a process would find it after a restart of the machine. */
export const lay = (file: string, { log, main }: Left): void => {
  clear(file)
  writeFileSync(file, main)
  writeFileSync(`${file}-wal`, log)
}

/** All that is in a journal as it opens; nothing where it cannot be read. */
export const contentOf = (file: string, left: Left): string | undefined => {
  lay(file, left)
  try {
    const database = new DatabaseSync(file)
    try {
      return JSON.stringify(
        [...tables, "finpay_work"].map((table) =>
          database.prepare(`SELECT rowid, * FROM ${table} NOT INDEXED ORDER BY rowid`).all()
        )
      )
    } finally {
      database.close()
    }
  } catch {
    return undefined
  } finally {
    clear(file)
  }
}
