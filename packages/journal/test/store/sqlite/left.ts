/** What a killed process leaves of a SQLite journal, and what is in one. */
import { Effect } from "effect"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import process from "node:process"
import { DatabaseSync } from "node:sqlite"
import { fileURLToPath } from "node:url"
import { temporaryFolder } from "../../databases.ts"
import { tables } from "../../audit/tamper.ts"

/** A database and its write-ahead log, as they lie on the disk. */
export interface Left {
  readonly main: Buffer
  readonly log: Buffer
}

const writer = fileURLToPath(new URL("./writer.ts", import.meta.url))

/** Lets a process fill a journal, alone or while another connection reads it, and kills it with -9. */
export const leftByKilled = (how: "alone" | "watched") =>
  Effect.gen(function*() {
    const file = join(yield* temporaryFolder, "journal.db")
    const child = yield* Effect.acquireRelease(
      Effect.sync(() => spawn(process.execPath, [writer, file, how], { stdio: ["ignore", "pipe", "inherit"] })),
      (started) => Effect.sync(() => started.kill("SIGKILL"))
    )
    const ended = once(child, "exit")
    yield* Effect.promise(() => Promise.race([once(child.stdout, "data"), ended]))
    child.kill("SIGKILL")
    yield* Effect.promise(() => ended)
    return { main: readFileSync(file), log: readFileSync(`${file}-wal`) } satisfies Left
  }).pipe(Effect.scoped)

/** Puts files where a process would find them after a restart. */
export const lay = (file: string, { log, main }: Left): void => {
  rmSync(`${file}-shm`, { force: true })
  writeFileSync(file, main)
  writeFileSync(`${file}-wal`, log)
}

/** All that the journal holds, as SQLite opens it; nothing where it cannot be read. Changes nothing of the files given. */
export const contentOf = (file: string, left: Left): string | undefined => {
  lay(file, left)
  try {
    const database = new DatabaseSync(file)
    try {
      return JSON.stringify([...tables, "finpay_work"].map((table) =>
        database.prepare(`SELECT rowid, * FROM ${table} NOT INDEXED ORDER BY rowid`).all()
      ))
    } finally {
      database.close()
    }
  } catch {
    return undefined
  } finally {
    for (const end of ["", "-wal", "-shm"]) if (existsSync(`${file}${end}`)) rmSync(`${file}${end}`)
  }
}
