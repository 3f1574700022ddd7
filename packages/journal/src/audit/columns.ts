import type { SqlClient } from "effect/sql/SqlClient"
import { readAuditRow, readMutationRow } from "../store/rows.ts"
import { problem } from "./problems.ts"
import type { Problem } from "./problems.ts"

type Read = Readonly<Record<string, unknown>>

/** Columns of a table, and which of them hold numbers. All others hold texts. */
type Columns = ReadonlyArray<readonly [name: string, isNumber: boolean]>

/** The columns of a table, found by reading a row that has none: what is a number then is one in the table. */
const columnsOf = (read: (row: Read) => object): Columns =>
  Object.entries(read({})).map(([name, value]) => [name, typeof value === "number"])

const auditColumns = columnsOf(readAuditRow)
const mutationColumns = columnsOf(readMutationRow)

const laneColumns: Columns = [["account", false], ["lane", true], ["sequence", true], ["hash", false]]

/** What verify relies on, of the queue's own columns, in work that is found by its queue. */
const workColumns: Columns = [
  ["id", false],
  ["element", false],
  ["attempts", true],
  ["visible_at", false],
  ["acquired_at", false],
  ["state", false],
  ["created_at", false],
  ["updated_at", false]
]

// A column of SQLite takes what does not fit its type, and the same digits as bytes, as a text or with a fraction compare
// otherwise: what is read would seem to be right, and no question would find the row.
const misheldIn = (columns: Columns, table: string, others: string): string => {
  const cases = columns.map(([name, isNumber]) => {
    const [column, type] = [`${table}.${name}`, isNumber ? "integer" : "text"]
    return `WHEN typeof(${column}) NOT IN ('${type}', 'null') THEN '${name} ' || typeof(${column}) || ' ${type}'`
  })
  return `CASE ${cases.join(" ")} ${others} END`
}

const selectMisheld = (columns: Columns, table: string, others = "") => (sql: SqlClient) =>
  sql.literal(sql.onDialectOrElse({ pg: () => "NULL", orElse: () => misheldIn(columns, table, others) }))

/** What SQLite holds as something else than it was written as, of a row of `finpay_lane` called `l`; else NULL. */
export const misheldInLane = selectMisheld(laneColumns, "l")

const workTimes = ["visible_at", "acquired_at", "created_at", "updated_at"] as const

const digits = (count: number): string => "[0-9]".repeat(count)

// As SQLite's own functions write a time, with which the queue compares it as a text.
const timePattern = `${digits(4)}-${digits(2)}-${digits(2)} ${digits(2)}:${digits(2)}:${digits(2)}*`

const mistimedInWork = workTimes
  .map((name) => `WHEN w.${name} NOT GLOB '${timePattern}' THEN '${name}'`)
  .join(" ")

/** The same of a row of `finpay_work` called `w`, and which of its times is none. */
export const misheldInWork = selectMisheld(workColumns, "w", mistimedInWork)

// Numbers are read as texts: one that is damaged may be larger than JavaScript can hold, which would be a failure to
// read the page instead of a finding about a row.
const selectAll = (columns: Columns, table: string) => {
  const cells = columns.map(([name, isNumber]) =>
    isNumber ? `CAST(${table}.${name} AS TEXT) AS ${name}` : `${table}.${name}`
  )
  const misheld = selectMisheld(columns, table)
  return (sql: SqlClient) => sql`${sql.literal(cells.join(", "))}, ${misheld(sql)} AS misheld`
}

/** All columns of `finpay_audit`, called `a`, and what of them is misheld. */
export const selectAudit = selectAll(auditColumns, "a")

/** All columns of `finpay_mutation`, called `m`, and what of them is misheld. */
export const selectMutation = selectAll(mutationColumns, "m")

/**
 * Where a row lies. SQLite takes the columns an index has from the index; a page of places that is joined with the table
 * itself gives what the table holds.
 */
export const place = (sql: SqlClient) => sql.literal(sql.onDialectOrElse({ pg: () => "ctid", orElse: () => "rowid" }))

const isWhole = (value: unknown): boolean =>
  value === null || (Number.isSafeInteger(Number(value)) && String(Number(value)) === value)

/** What a row says about itself under `misheld`: a column, and how it is held and should be; or a time that is none. */
export const misheldOf = ({ misheld }: Read): Problem | undefined => {
  if (typeof misheld !== "string") return undefined
  const [column = "", ...types] = misheld.split(" ")
  return problem(types.length === 0 ? "not-a-time" : "misheld", column, ...types)
}

const unreadableIn = (columns: Columns) => (row: Read): Problem | undefined => {
  // Every row has an account.
  if (row["account"] === null) return problem("only-in-index")
  const notWhole = columns.find(([name, isNumber]) => isNumber && !isWhole(row[name]))?.[0]
  return notWhole === undefined ? misheldOf(row) : problem("not-whole", notWhole)
}

/** What of an audit row cannot be what it should be. */
export const unreadableInAudit = unreadableIn(auditColumns)

/** What of a mutation's row cannot be what it should be. */
export const unreadableInMutation = unreadableIn(mutationColumns)

/** Whether a text can be read as JSON; what is not there can. */
export const isJson = (text: string | null): boolean => {
  if (text === null) return true
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
