/**
 * A process that writes a journal until it is killed.
 *
 * Usage: writer.ts FILE HOW. `alone`: fills a journal, says `full` and holds still. `watched`: the same, while a reader
 * keeps SQLite from putting the write-ahead log into the file. `busy`: says `full` and goes on writing, with a log that is
 * begun anew after some transactions.
 */
import { Effect } from "effect"
import process from "node:process"
import { DatabaseSync } from "node:sqlite"
import { layerSqlite } from "../../../src/store/database.ts"
import { accept, fill, withStore } from "../../audit/journal.ts"

const [, , file = "", how] = process.argv

const watch = () => {
  const reader = new DatabaseSync(file)
  reader.exec("BEGIN")
  reader.prepare("SELECT count(*) FROM finpay_lane").get()
}

const holdStill = Effect.callback<never>(() => {
  setInterval(() => undefined, 1_000)
})

await Effect.runPromise(
  withStore({ layer: layerSqlite({ file }) }, (opened) =>
    Effect.gen(function*() {
      if (how === "watched") watch()
      yield* fill(opened)
      process.stdout.write("full\n")
      if (how !== "busy") return yield* holdStill
      yield* opened.sql`PRAGMA wal_autocheckpoint = 60`
      for (let n = 0;; n++) yield* accept(opened, { id: `mut_more_${n}`, reference: `MORE-${n}` })
    }))
)
