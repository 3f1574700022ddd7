/** A damaged disk: one bit of the SQLite file is another one. */
import { assert, describe, it } from "@effect/vitest"
import { Cause, Effect, Exit, Random } from "effect"
import { readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { verify } from "../../src/audit/verify.ts"
import type { Verification } from "../../src/audit/verify.ts"
import { JournalUnavailable } from "../../src/JournalError.ts"
import { layerSqlite } from "../../src/store/database.ts"
import { temporaryFolder } from "../databases.ts"
import { fill, withStore } from "./journal.ts"
import { isAbout, nameOf, tables } from "./tamper.ts"
import type { Row, Table } from "./tamper.ts"

const seed = 20261121
const flips = 400

/** The tables and their rows: how findings name each, and all it holds, with the type of every value. */
type Dump = ReadonlyMap<string, { readonly name: string; readonly content: string }>

type Told = readonly [at: string, row: { readonly name: string; readonly content: string }]

// SQLite reads the name of a table in letters of either case.
const definitionsOf = (database: DatabaseSync): ReadonlyArray<Told> =>
  database.prepare(
    `SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND lower(tbl_name) IN ('${tables.join("','")}')`
  ).all().map((row) => {
    const [name, content] = [String(row["name"]), String(row["sql"])]
    return [`definition of ${name}`, { name, content }]
  })

const unquoted = (quoted: string): string => quoted.replace(/^\S+ /u, "").replace(/^'(.*)'$/u, "$1")

/** From the table and not from its indexes, which are not the journal's content. */
const rowsOf = (database: DatabaseSync, table: Table): ReadonlyArray<Told> => {
  const columns = database.prepare(`PRAGMA table_info(${table})`).all().map((column) => String(column["name"]))
  const shown = columns.map((column) => `typeof(${column}) || ' ' || quote(${column}) AS ${column}`).join()
  return database.prepare(`SELECT rowid AS at, ${shown} FROM ${table} NOT INDEXED`).all().map((row) => {
    const named: Row = Object.fromEntries(Object.entries(row).map(([name, value]) => [name, unquoted(String(value))]))
    return [`${table} ${String(row["at"])}`, { name: nameOf(table, named), content: JSON.stringify(row) }]
  })
}

/** All of the journal; nothing where it cannot be read. */
const dump = (file: string): Dump | undefined => {
  try {
    const database = new DatabaseSync(file, { readOnly: true })
    try {
      return new Map([...definitionsOf(database), ...tables.flatMap((table) => rowsOf(database, table))])
    } finally {
      database.close()
    }
  } catch {
    return undefined
  }
}

/** Where the two differ. */
const changesOf = (before: Dump, after: Dump): ReadonlyArray<string> =>
  [...new Set([...before.keys(), ...after.keys()])].filter((at) => before.get(at)?.content !== after.get(at)?.content)

const verified = (file: string) =>
  Effect.exit(withStore({ layer: layerSqlite({ file, synchronous: "off" }) }, ({ store }) => verify(store)))

const assertTold = (exit: Exit.Exit<Verification, unknown>, before: Dump, after: Dump | undefined, what: string) => {
  if (Exit.isFailure(exit)) return assert.instanceOf(Cause.squash(exit.cause), JournalUnavailable, what)
  const { findings } = exit.value
  const changes = after === undefined ? undefined : changesOf(before, after)
  if (changes?.length === 0) return
  assert.isAbove(findings.length, 0, what)
  // Where more than one row seems to have changed, it was the page that holds them.
  const [at = "", ...others] = changes ?? []
  const was = before.get(at)
  if (was === undefined || others.length > 0) return
  const names = [was, after?.get(at) ?? was].map(({ name }) => name)
  const isNamed = names.some((name) => findings.some(isAbout(name)))
  assert.isTrue(isNamed, `${what}: ${names.join(" is now ")}; found ${JSON.stringify(findings)}`)
}

describe("verify, of a file with one wrong bit", () => {
  it.live(`tells of every one of ${flips} that changes anything of the journal, and names the row`, () =>
    Effect.gen(function*() {
      const folder = yield* temporaryFolder
      const original = join(folder, "journal.db")
      yield* withStore({ layer: layerSqlite({ file: original }) }, fill)
      const bytes = readFileSync(original)
      const before = dump(original)
      if (before === undefined) return assert.fail("the journal cannot be read")
      // Most of so small a database is empty.
      const used = [...bytes.keys()].filter((at) => bytes[at] !== 0)
      let changes = 0
      for (let flip = 0; flip < flips; flip++) {
        const isAnywhere = flip % 3 === 0
        const at = yield* Random.nextIntBetween(0, (isAnywhere ? bytes.length : used.length) - 1)
        const offset = isAnywhere ? at : used[at] ?? 0
        const bit = 1 << (yield* Random.nextIntBetween(0, 7))
        const file = join(folder, "flipped.db")
        const copy = Buffer.from(bytes)
        copy.writeUInt8(copy.readUInt8(offset) ^ bit, offset)
        writeFileSync(file, copy)
        const after = dump(file)
        if (after === undefined || changesOf(before, after).length > 0) changes++
        assertTold(yield* verified(file), before, after, `bit ${bit} of byte ${offset}`)
        for (const end of ["", "-wal", "-shm"]) rmSync(`${file}${end}`, { force: true })
      }
      assert.isAbove(changes, flips / 4)
    }).pipe(Random.withSeed(seed)))
})
