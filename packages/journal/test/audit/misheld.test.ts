/**
 * Values that SQLite holds as something else than they were written as: the same digits as bytes, as a text or with a
 * fraction. Somebody with a client of SQLite put them there, who took the types away meanwhile.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { verify } from "../../src/audit/verify.ts"
import { layerSqlite } from "../../src/store/database.ts"
import { temporaryFolder } from "../databases.ts"
import { accept, carried, fill, sendAnd, withStore } from "./journal.ts"
import type { Opened } from "./journal.ts"
import { afterwards, isAbout, nameOf, tables, toldOf } from "./tamper.ts"
import type { Row } from "./tamper.ts"

/** A column of a row, and what is put there in its place. */
interface Put {
  readonly table: string
  readonly rowid: number
  readonly column: string
  readonly value: string
}

/** Puts a value where its column would not take it as it is. Gives what was there. */
const put = (file: string, { column, rowid, table, value }: Put): string => {
  const database = new DatabaseSync(file, { defensive: false })
  try {
    const setTable = (text: string) => {
      database.prepare("UPDATE sqlite_master SET sql = ? WHERE type = 'table' AND name = ?").run(text, table)
      database.exec("PRAGMA writable_schema = RESET")
      database.exec("PRAGMA writable_schema = ON")
    }
    database.exec("PRAGMA writable_schema = ON")
    const made = String(database.prepare("SELECT sql FROM sqlite_master WHERE name = ?").get(table)?.["sql"])
    // The key of the work queue is the place of the row itself.
    setTable(made.replaceAll(/ (?:BIGINT|DATETIME|INTEGER|TEXT)\b(?! PRIMARY KEY AUTO)/gu, ""))
    const was = database.prepare(`SELECT quote(${column}) AS was FROM ${table} WHERE rowid = ?`).get(rowid)?.["was"]
    database.prepare(`UPDATE ${table} SET ${column} = ${value} WHERE rowid = ?`).run(rowid)
    setTable(made)
    return String(was)
  } finally {
    database.close()
  }
}

/** The row, twice where it is not found by its key, what does not fit it, and what SQLite itself says. */
const mostForOne = 4

type Kinds = ReadonlyArray<readonly [kind: string, value: (column: string) => string]>

const asNumber: Kinds = [
  ["bytes", (column) => `CAST(CAST(COALESCE(${column}, 0) AS TEXT) AS BLOB)`],
  ["a text", (column) => `CAST(COALESCE(${column}, 0) AS TEXT)`],
  ["a text with a fraction", (column) => `COALESCE(${column}, 0) || '.0'`],
  ["a real number", (column) => `CAST(COALESCE(${column}, 0) AS REAL)`]
]

const asText: Kinds = [
  ["bytes", (column) => `CAST(COALESCE(${column}, '') AS BLOB)`],
  ["a whole number", (column) => `CAST(COALESCE(${column}, '') AS INTEGER)`],
  ["a real number", (column) => `CAST(COALESCE(${column}, '') AS REAL)`]
]

const kindsOf = (column: string): Kinds =>
  /^(?:amount|at|attempts|lane|sequence|version|(?!visible|acquired).*_at)$/u.test(column) ? asNumber : asText

/** All digits: as a number it would be read as what it was. */
const digits = { id: "4713", key: "4711", actor: "4712", reference: "4714" }

/** Fills a journal in a file of its own. */
const filled = <A, E, R>(body: (opened: Opened, file: string) => Effect.Effect<A, E, R>) =>
  Effect.gen(function*() {
    const file = join(yield* temporaryFolder, "journal.db")
    return yield* withStore({ layer: layerSqlite({ file }) }, (opened) =>
      Effect.gen(function*() {
        yield* fill(opened)
        yield* sendAnd(opened, yield* accept(opened, digits), carried)
        return yield* body(opened, file)
      }))
  })

/** What is found while a value is another one. */
const foundWith = ({ store }: Opened, file: string, changed: Put) =>
  Effect.gen(function*() {
    const was = put(file, changed)
    const { findings } = yield* verify(store)
    put(file, { ...changed, value: was })
    return toldOf(findings)
  })

describe("verify, of a SQLite file in which a value is held as something else", () => {
  for (const table of tables) {
    it.live(`names the row of ${table}, whichever column it is`, () =>
      filled((opened, file) =>
        Effect.gen(function*() {
          const rows = yield* opened.sql`SELECT rowid, * FROM ${opened.sql(table)} ORDER BY rowid`
          for (const { rowid, ...values } of [...rows.slice(0, 1), ...rows.slice(-1)]) {
            const row = values as Row
            for (const column of Object.keys(row)) {
              for (const [kind, value] of kindsOf(column)) {
                const changed = { table, rowid: Number(rowid), column, value: value(column) }
                const findings = yield* foundWith(opened, file, changed)
                const what = `${column} of ${nameOf(table, row)} as ${kind}; found: ${JSON.stringify(findings)}`
                assert.isTrue(findings.some(isAbout(nameOf(table, row))), what)
                assert.isAtMost(findings.length, mostForOne, what)
              }
            }
          }
          assert.deepStrictEqual((yield* verify(opened.store)).findings, [])
        })
      ))
  }

  it.live("names the work, or the mutation that nobody would work on", () =>
    filled((opened, file) =>
      Effect.gen(function*() {
        const work = { table: "finpay_work", id: "mut_08/1/send" }
        const [row] = yield* opened.sql`SELECT sequence FROM finpay_work WHERE id = ${work.id}`
        const rowid = Number(row?.["sequence"])
        for (
          const column of ["id", "queue_name", "element", "state", "attempts", "visible_at", "acquired_at"]
        ) {
          for (const [kind, value] of kindsOf(column)) {
            const findings = yield* foundWith(opened, file, { ...work, rowid, column, value: value(column) })
            const isNamed = findings.some(isAbout("finpay_mutation mut_08")) ||
              findings.some(isAbout(`finpay_work sequence ${rowid}`))
            assert.isTrue(isNamed, `${column} as ${kind}; found: ${JSON.stringify(findings)}`)
          }
        }
        assert.deepStrictEqual((yield* verify(opened.store)).findings, [])
      })
    ))

  it.live("reads a chain also where its head is no number at all", () =>
    filled((opened) =>
      Effect.gen(function*() {
        const { sql } = opened
        const damaged = Effect.andThen(
          sql`UPDATE finpay_lane SET sequence = 'x' WHERE lane = 4`,
          sql`UPDATE finpay_audit SET reason = 'because' WHERE lane = 4 AND sequence = 2`
        )
        const found = yield* afterwards(opened, damaged)
        assert.deepStrictEqual(found.slice(0, 2), [
          { row: "finpay_audit lane 4 sequence 2 (mut_02)", problem: "what it says does not fit its hash" },
          { row: "finpay_lane lane 4", problem: "its sequence is held as text, not as integer" }
        ])
      })
    ))

  it.live("says what it is held as", () =>
    filled((opened, file) =>
      Effect.gen(function*() {
        const { rowid } = (yield* opened.sql`SELECT rowid FROM finpay_mutation WHERE id = ${digits.id}`)[0] ?? {}
        const at = { table: "finpay_mutation", rowid: Number(rowid) }
        const blob = "CAST(CAST(amount AS TEXT) AS BLOB)"
        assert.deepStrictEqual(yield* foundWith(opened, file, { ...at, column: "amount", value: blob }), [
          { row: "finpay_mutation 4713", problem: "its amount is held as blob, not as integer" }
        ])
        const [first] = yield* foundWith(opened, file, { ...at, column: "idempotency_key", value: "4711" })
        assert.deepStrictEqual(first, {
          row: "finpay_mutation 4713",
          problem: "its idempotency_key is held as integer, not as text"
        })
      })
    ))
})
