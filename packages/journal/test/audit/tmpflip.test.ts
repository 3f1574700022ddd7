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
import type { Row } from "./tamper.ts"

const seed = 7
const flips = 40000

/** The rows of the three tables: how findings name each, and all it holds, with the type of every value. */
type Dump = ReadonlyMap<string, { readonly name: string; readonly content: string }>

const open = (file: string) => new DatabaseSync(file, { readOnly: true })

/** Reads the tables and not their indexes, which are not the journal's content. */
const dump = (file: string): Dump | undefined => {
  try {
    const database = open(file)
    try {
      return new Map(tables.flatMap((table) => {
        const columns = database.prepare(`PRAGMA table_info(${table})`).all().map((column) => String(column["name"]))
        const shown = columns.map((column) => `typeof(${column}) || ' ' || quote(${column}) AS ${column}`).join()
        return database.prepare(`SELECT rowid AS at, ${shown} FROM ${table} NOT INDEXED`).all().map((row) => {
          const named = Object.fromEntries(
            Object.entries(row).map(([column, value]) => [
              column,
              String(value).replace(/^\S+ /u, "").replace(/^'(.*)'$/u, "$1")
            ])
          ) as Row
          return [`${table} ${row["at"]}`, { name: nameOf(table, named), content: JSON.stringify(row) }] as const
        })
      }))
    } finally {
      database.close()
    }
  } catch {
    return undefined
  }
}

/** How the rows that are not the same are named, by what they were and by what they are. */
const changedNames = (before: Dump, after: Dump): ReadonlyArray<ReadonlyArray<string>> =>
  [...new Set([...before.keys(), ...after.keys()])]
    .filter((at) => before.get(at)?.content !== after.get(at)?.content)
    .map((at) => [before.get(at), after.get(at)].flatMap((row) => row === undefined ? [] : [row.name]))

const verified = (file: string) =>
  Effect.exit(withStore({ layer: layerSqlite({ file, synchronous: "off" }) }, ({ store }) => verify(store)))

const assertTold = (exit: Exit.Exit<Verification, unknown>, before: Dump, after: Dump | undefined, what: string) => {
  if (Exit.isFailure(exit)) return assert.instanceOf(Cause.squash(exit.cause), JournalUnavailable, what)
  const { findings } = exit.value
  const changed = after === undefined ? undefined : changedNames(before, after)
  if (changed?.length === 0) return
  assert.isAbove(findings.length, 0, what)
  const [names, ...others] = changed ?? []
  if (names === undefined || others.length > 0) return
  const isNamed = findings.some((finding) => names.some((name) => isAbout(name)(finding)))
  assert.isTrue(isNamed, `${what} changed ${names.join(" to ")}; found ${JSON.stringify(findings)}`)
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
        const isAnywhere = flip % 8 === 0
        const at = yield* Random.nextIntBetween(0, (isAnywhere ? bytes.length : used.length) - 1)
        const offset = isAnywhere ? at : used[at] ?? 0
        const bit = 1 << (yield* Random.nextIntBetween(0, 7))
        const file = join(folder, "flipped.db")
        const copy = Buffer.from(bytes)
        copy.writeUInt8(copy.readUInt8(offset) ^ bit, offset)
        writeFileSync(file, copy)
        const after = dump(file)
        if (after === undefined || changedNames(before, after).length > 0) changes++
        try { assertTold(yield* verified(file), before, after, `bit ${bit} of byte ${offset}`) } catch (e) { console.log("MISS " + String(e).slice(0, 700)) }
        for (const end of ["", "-wal", "-shm"]) rmSync(`${file}${end}`, { force: true })
      }
      assert.isAbove(changes, flips / 4)
    }).pipe(Random.withSeed(seed)), 590_000)
})
