/**
 * A process that fills a journal, says `full`, and then holds still until it is killed.
 *
 * Usage: writer.ts FILE alone|watched. When it is watched, a reader keeps SQLite from putting the write-ahead log into
 * the file.
 */
import { Effect, Layer } from "effect"
import process from "node:process"
import { DatabaseSync } from "node:sqlite"
import { layerSqlite } from "../../../src/store/database.ts"
import { fill, withStore } from "../../audit/journal.ts"

const [, , file = "", how] = process.argv
const layer = layerSqlite({ file })

const watch = () => {
  const reader = new DatabaseSync(file)
  reader.exec("BEGIN")
  reader.prepare("SELECT count(*) FROM finpay_lane").get()
}

await Effect.runPromise(
  withStore({ layer }, (opened) =>
    Effect.gen(function*() {
      if (how === "watched") watch()
      yield* fill(opened)
      process.stdout.write("full\n")
      return yield* Effect.never
    }))
)
