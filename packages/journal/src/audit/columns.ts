import type { SqlClient } from "effect/sql/SqlClient"
import { readAuditRow, readMutationRow } from "../store/rows.ts"

type Read = Readonly<Record<string, unknown>>

/** The columns of a table, found by reading a row that has none: what is a number then is one in the table. */
const columnsOf = (read: (row: Read) => object): ReadonlyArray<readonly [name: string, isNumber: boolean]> =>
  Object.entries(read({})).map(([name, value]) => [name, typeof value === "number"])

const auditColumns = columnsOf(readAuditRow)
const mutationColumns = columnsOf(readMutationRow)

// Numbers are read as texts: one that is damaged may be larger than JavaScript can hold, which would be a failure to
// read the page instead of a finding about a row.
const listed = (columns: typeof auditColumns, table: string): string =>
  columns.map(([name, isNumber]) => isNumber ? `CAST(${table}.${name} AS TEXT) AS ${name}` : `${table}.${name}`)
    .join(", ")

/** All columns of `finpay_audit`, called `a`. */
export const selectAudit = (sql: SqlClient) => sql.literal(listed(auditColumns, "a"))

/** All columns of `finpay_mutation`, called `m`. */
export const selectMutation = (sql: SqlClient) => sql.literal(listed(mutationColumns, "m"))

/**
 * Where a row lies. SQLite takes the columns an index has from the index; a page of places that is joined with the table
 * itself gives what the table holds.
 */
export const place = (sql: SqlClient) => sql.literal(sql.onDialectOrElse({ pg: () => "ctid", orElse: () => "rowid" }))

const isWhole = (value: unknown): boolean =>
  value === null || (Number.isSafeInteger(Number(value)) && String(Number(value)) === value)

const unreadableIn = (columns: typeof auditColumns) => (row: Read): string | undefined => {
  // Every row has an account.
  if (row["account"] === null) return "stands in an index of its table, and not in the table"
  const notWhole = columns.find(([name, isNumber]) => isNumber && !isWhole(row[name]))?.[0]
  return notWhole === undefined ? undefined : `its ${notWhole} is no whole number`
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
