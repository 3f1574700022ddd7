import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Reactivity from "effect/reactivity/Reactivity"
import { SqlClient } from "effect/sql/SqlClient"
import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import process from "node:process"
import { defaultSettings } from "../src/settings.ts"
import { migrate } from "../src/store/migrate.ts"
import { makeSqlite } from "../src/store/sqlite/driver.ts"
import { layerQueues } from "../src/work.ts"

/** A folder for the databases of simulated worlds: in memory, where the machine has such a place. */
export interface Folder {
  readonly path: string
  /** The file of a new world: with the journal's tables in it, or without. */
  readonly newFile: (fresh: boolean) => Promise<string>
  readonly remove: (file: string) => void
  readonly removeAll: () => void
}

const memory = "/dev/shm"

/** A database with all tables and no rows: making it takes longer than most of what happens in a world. */
const makeTemplate = (file: string): Promise<void> =>
  Effect.gen(function*() {
    const client = yield* makeSqlite({ file, synchronous: "off" })
    yield* Effect.provideService(migrate, SqlClient, client)
    yield* Layer.build(layerQueues(defaultSettings).pipe(Layer.provide(Layer.succeed(SqlClient, client))))
  }).pipe(Effect.scoped, Effect.provide(Reactivity.layer), Effect.orDie, Effect.runPromise)

/** Makes a folder, in another one if it is given. `removeAll` takes it away again; so does the end of the process. */
export const makeFolder = (within?: string): Folder => {
  const path = mkdtempSync(join(within ?? (existsSync(memory) ? memory : tmpdir()), "finpay-simulation-"))
  const removeAll = () => {
    rmSync(path, { recursive: true, force: true })
    process.off("exit", removeAll)
  }
  process.on("exit", removeAll)
  const template = join(path, "template.sqlite")
  let made: Promise<void> | undefined
  let files = 0
  const remove = (file: string) => {
    for (const end of ["", "-wal", "-shm"]) rmSync(`${file}${end}`, { force: true })
  }
  return {
    path,
    newFile: async (fresh) => {
      const file = join(path, `${++files}.sqlite`)
      if (fresh) return file
      made ??= makeTemplate(template)
      await made
      copyFileSync(template, file)
      return file
    },
    remove,
    removeAll
  }
}
