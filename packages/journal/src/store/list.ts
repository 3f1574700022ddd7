import * as Effect from "effect/Effect"
import type { SqlClient } from "effect/sql/SqlClient"
import type { Fragment } from "effect/sql/Statement"
import type { MutationFilter, MutationPage } from "../Journal.ts"
import { readMutationRow, toMutation } from "./rows.ts"

const defaultLimit = 50
const mostRows = 500

/** How many rows a page has. */
export const pageLimit = (wanted: number | undefined): number => {
  const asked = Math.trunc(wanted ?? defaultLimit)
  return Number.isNaN(asked) ? defaultLimit : Math.min(Math.max(1, asked), mostRows)
}

// By its own index: with the order of ids to keep, SQLite would rather walk through the whole account.
const ofReferences = (sql: SqlClient, account: string, references: ReadonlyArray<string>): Fragment =>
  references.length === 0
    ? sql`1 = 0`
    : sql`id IN (
      SELECT id FROM finpay_mutation WHERE account = ${account} AND ${sql.in("reference", references)}
    )`

/** The mutations of an account that a filter lets through, newest first. */
export const listMutations = Effect.fnUntraced(
  function*(sql: SqlClient, account: string, filter: MutationFilter) {
    const { actor, after, operation, reference, references, since, states, until } = filter
    const limit = pageLimit(filter.limit)
    const conditions = [
      sql`account = ${account}`,
      ...(states === undefined ? [] : [states.length === 0 ? sql`1 = 0` : sql.in("state", states)]),
      ...(operation === undefined ? [] : [sql`operation = ${operation}`]),
      ...(reference === undefined ? [] : [sql`reference = ${reference}`]),
      ...(references === undefined ? [] : [ofReferences(sql, account, references)]),
      ...(actor === undefined ? [] : [sql`actor = ${actor}`]),
      ...(since === undefined ? [] : [sql`accepted_at >= ${Math.ceil(since)}`]),
      ...(until === undefined ? [] : [sql`accepted_at < ${Math.ceil(until)}`]),
      ...(after === undefined ? [] : [sql`id < ${after}`])
    ]
    // One more than is shown tells whether there is a next page.
    const rows = yield* sql`SELECT * FROM finpay_mutation WHERE ${sql.and(conditions)} ORDER BY id DESC LIMIT ${
      sql.literal(String(limit + 1))
    }`
    const mutations = rows.slice(0, limit).map((row) => toMutation(readMutationRow(row)))
    const last = mutations.at(-1)
    return (rows.length > limit && last !== undefined
      ? { mutations, next: last.id }
      : { mutations }) satisfies MutationPage
  }
)
