/** Changes rows behind the journal's back, looks what `verify` says, and undoes the change. */
import { Effect, Result } from "effect"
import type { Fragment } from "effect/sql/Statement"
import { verify } from "../../src/audit/verify.ts"
import type { Anchor, Finding } from "../../src/audit/verify.ts"
import type { Opened } from "./journal.ts"

/** The tables whose every value is held by the chain. */
export const tables = ["finpay_mutation", "finpay_audit", "finpay_lane"] as const

/** One of them. */
export type Table = typeof tables[number]

type Cell = string | number | null

/** A row as it is, with its numbers as numbers. */
export type Row = Readonly<Record<string, Cell>>

const keys: Readonly<Record<Table, ReadonlyArray<string>>> = {
  finpay_mutation: ["id"],
  finpay_audit: ["account", "lane", "sequence"],
  finpay_lane: ["account", "lane"]
}

/** All rows of a table, in order. */
export const rowsOf = ({ sql }: Opened, table: Table) =>
  Effect.map(
    sql`SELECT * FROM ${sql(table)} ORDER BY ${sql.literal(keys[table].join(", "))}`,
    (rows) => rows as ReadonlyArray<Row>
  )

/** The condition that is true for one row. */
export const isRow = ({ sql }: Opened, table: Table, row: Row): Fragment =>
  sql.and(keys[table].map((key) => sql`${sql(key)} = ${row[key]}`))

/** How findings name a row. */
export const nameOf = (table: Table, row: Row): string => {
  if (table === "finpay_mutation") return `finpay_mutation ${row["id"]}`
  const lane = `${table} lane ${row["lane"]}`
  return table === "finpay_lane" ? lane : `${lane} sequence ${row["sequence"]}`
}

/** A finding as a person is told it. */
export type Told = Pick<Finding, "row" | "problem">

/** What a person is told of findings. */
export const toldOf = (findings: ReadonlyArray<Finding>): ReadonlyArray<Told> =>
  findings.map(({ problem, row }) => ({ row, problem }))

/** Does something to the database, and gives what is found then. Nothing of it stays. */
export const afterwards = <E>(
  { sql, store }: Opened,
  change: Effect.Effect<unknown, E>,
  anchors?: ReadonlyArray<Anchor>
) =>
  Effect.gen(function*() {
    const undone = yield* Effect.result(sql.withTransaction(Effect.gen(function*() {
      yield* change
      return yield* Effect.fail({ seen: yield* verify(store, anchors) })
    })))
    if (Result.isFailure(undone) && typeof undone.failure === "object" && undone.failure !== null) {
      if ("seen" in undone.failure) return toldOf(undone.failure.seen.findings)
      return yield* Effect.fail(undone.failure)
    }
    return yield* Effect.die("the transaction was kept")
  })

const otherCharacters = (text: string, at: number): ReadonlyArray<string> =>
  ["x", "7", "\u00E9"].filter((other) => other !== text[at]).map((other) =>
    text.slice(0, at) + other + text.slice(at + 1)
  )

const otherDigits = (digits: string, at: number): ReadonlyArray<number> =>
  ["1", "8", "0"].filter((digit) => digit !== digits[at])
    .map((digit) => Number(digits.slice(0, at) + digit + digits.slice(at + 1)))

/** Values that differ from a value in one character, or that stand where there was none. */
export const changesOf = (value: Cell, isNumber: boolean, at: number): ReadonlyArray<Cell> => {
  if (value === null) return isNumber ? [0, 5] : ["", "x"]
  if (typeof value === "number") return otherDigits(String(value), at % String(value).length)
  return value === "" ? ["x"] : otherCharacters(value, at % value.length)
}

/** Whether a finding is about a row. */
export const isAbout = (name: string) => ({ row }: Pick<Finding, "row">): boolean =>
  row === name || row.startsWith(`${name} `)
