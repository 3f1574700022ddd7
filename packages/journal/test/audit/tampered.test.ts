import { assert, it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { readAuditRow, readMutationRow } from "../../src/store/rows.ts"
import { describeDatabases } from "../databases.ts"
import { fill, withStore } from "./journal.ts"
import type { Opened } from "./journal.ts"
import { afterwards, changesOf, isAbout, isRow, nameOf, rowsOf, tables } from "./tamper.ts"
import type { Row, Table, Told } from "./tamper.ts"

/** One changed value is told as one row, and perhaps what does not fit it. */
const mostForOne = 3

const numbers = new Set(
  [...Object.entries(readAuditRow({})), ...Object.entries(readMutationRow({}))]
    .filter(([, value]) => typeof value === "number").map(([name]) => name)
)

/** Puts each other value into a column until the database takes one, and gives what is found then. */
const changed = (opened: Opened, table: Table, row: Row, column: string, at: number) =>
  Effect.gen(function*() {
    const { sql } = opened
    for (const value of changesOf(row[column] ?? null, numbers.has(column), at)) {
      const update = sql`UPDATE ${sql(table)} SET ${sql(column)} = ${value} WHERE ${isRow(opened, table, row)}`
      const findings = yield* Effect.result(afterwards(opened, update))
      if (Result.isSuccess(findings)) return { findings: findings.success, now: { ...row, [column]: value } }
    }
    return yield* Effect.die(`no other value fits into ${column} of ${nameOf(table, row)}`)
  })

const assertNamed = (findings: ReadonlyArray<Told>, names: ReadonlyArray<string>, what: string) => {
  const [first] = findings
  const isNamed = first !== undefined && names.some((name) => isAbout(name)(first))
  assert.isTrue(isNamed, `${what}; found: ${JSON.stringify(findings)}`)
  assert.isAtMost(findings.length, mostForOne, `${what}; found: ${JSON.stringify(findings)}`)
}

describeDatabases("verify, of a journal in which one value was changed", (fresh) => {
  for (const table of tables) {
    it.live(`names the row of ${table} first, whichever row and column it is`, () =>
      Effect.gen(function*() {
        yield* withStore(yield* fresh, (opened) =>
          Effect.gen(function*() {
            yield* fill(opened)
            let at = 0
            for (const row of yield* rowsOf(opened, table)) {
              for (const column of Object.keys(row)) {
                const { findings, now } = yield* changed(opened, table, row, column, at++)
                const what = `${column} of ${nameOf(table, row)}: ${row[column]} became ${now[column]}`
                assertNamed(findings, [nameOf(table, row), nameOf(table, now)], what)
              }
            }
            assert.isAbove(at, 5)
          }))
      }))

    it.live(`names a row of ${table} that was deleted`, () =>
      Effect.gen(function*() {
        yield* withStore(yield* fresh, (opened) =>
          Effect.gen(function*() {
            yield* fill(opened)
            for (const row of yield* rowsOf(opened, table)) {
              const { sql } = opened
              const findings = yield* afterwards(
                opened,
                sql`DELETE FROM ${sql(table)} WHERE ${isRow(opened, table, row)}`
              )
              assertNamed(findings, [nameOf(table, row)], `${nameOf(table, row)} was deleted`)
            }
          }))
      }))
  }
})
