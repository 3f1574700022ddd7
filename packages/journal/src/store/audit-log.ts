import * as Effect from "effect/Effect"
import type { SqlClient } from "effect/sql/SqlClient"
import type { Fragment } from "effect/sql/Statement"
import type { AuditEvent } from "../audit/AuditEvent.ts"
import type { AuditFilter, AuditPage } from "../Journal.ts"
import { pageLimit } from "./list.ts"
import { readAuditRow, toAuditEvent } from "./rows.ts"

type Place = Pick<AuditEvent, "at" | "lane" | "sequence">

const cursorOf = ({ at, lane, sequence }: Place): string => `${at}.${lane}.${sequence}`

const placeOf = (cursor: string): Place | undefined => {
  const [, at, lane, sequence] = /^(\d{1,15})\.(\d{1,4})\.(\d{1,15})$/u.exec(cursor) ?? []
  return at === undefined ? undefined : { at: Number(at), lane: Number(lane), sequence: Number(sequence) }
}

/** Rows that come after a place when the newest stands first. A cursor that is none lets nothing through. */
const olderThan = (sql: SqlClient, cursor: string): Fragment => {
  const place = placeOf(cursor)
  return place === undefined
    ? sql`1 = 0`
    : sql`(a.at, a.lane, a.sequence) < (${place.at}, ${place.lane}, ${place.sequence})`
}

const ofReference = (sql: SqlClient, account: string, reference: string): Fragment =>
  sql`a.mutation_id IN (SELECT id FROM finpay_mutation WHERE account = ${account} AND reference = ${reference})`

/** The steps of an account's audit log that a filter lets through, newest first. */
export const listEvents = Effect.fnUntraced(function*(sql: SqlClient, account: string, filter: AuditFilter) {
  const { actor, after, event, mutationId, reference, since, until } = filter
  const limit = pageLimit(filter.limit)
  const conditions = [
    sql`a.account = ${account}`,
    ...(reference === undefined ? [] : [ofReference(sql, account, reference)]),
    ...(mutationId === undefined ? [] : [sql`a.mutation_id = ${mutationId}`]),
    ...(actor === undefined ? [] : [sql`a.actor = ${actor}`]),
    ...(event === undefined ? [] : [sql`a.event = ${event}`]),
    ...(since === undefined ? [] : [sql`a.at >= ${Math.ceil(since)}`]),
    ...(until === undefined ? [] : [sql`a.at < ${Math.ceil(until)}`]),
    ...(after === undefined ? [] : [olderThan(sql, after)])
  ]
  const rows = yield* sql`SELECT a.* FROM finpay_audit a WHERE ${sql.and(conditions)}
    ORDER BY a.at DESC, a.lane DESC, a.sequence DESC LIMIT ${sql.literal(String(limit + 1))}`
  const events = rows.slice(0, limit).map((row) => toAuditEvent(readAuditRow(row)))
  const last = events.at(-1)
  return (rows.length > limit && last !== undefined
    ? { events, next: cursorOf(last) }
    : { events }) satisfies AuditPage
})

/**
 * The steps after a place in each lane; a lane without a place is read from its beginning. A lane's steps are written
 * under its lock, so that none appears later before one that was read.
 */
export const followEvents = Effect.fnUntraced(function*(
  sql: SqlClient,
  account: string,
  places: ReadonlyMap<number, number>,
  limit: number
) {
  const heads = yield* sql`SELECT lane, sequence FROM finpay_lane WHERE account = ${account} ORDER BY lane`
  const events: Array<AuditEvent> = []
  for (const head of heads) {
    const lane = Number(head["lane"])
    const place = places.get(lane) ?? 0
    if (Number(head["sequence"]) <= place || events.length >= limit) continue
    const rows = yield* sql`SELECT * FROM finpay_audit WHERE account = ${account} AND lane = ${lane}
      AND sequence > ${place} ORDER BY sequence LIMIT ${sql.literal(String(limit - events.length))}`
    for (const row of rows) events.push(toAuditEvent(readAuditRow(row)))
  }
  return events
})
