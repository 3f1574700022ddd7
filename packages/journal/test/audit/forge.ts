/** The strongest forger: one who may write everything and recomputes every hash. */
import { Effect } from "effect"
import { firstHash, hashDetail, hashEvent, hashRow } from "../../src/audit/hash.ts"
import { readAuditRow, readMutationRow } from "../../src/store/rows.ts"
import type { AuditRow } from "../../src/store/rows.ts"
import type { Opened } from "./journal.ts"

/** The events of a lane, in order. */
export const eventsOf = ({ sql, store }: Opened, lane: number) =>
  Effect.map(
    sql`SELECT * FROM finpay_audit WHERE account = ${store.account} AND lane = ${lane} ORDER BY sequence`,
    (rows) => rows.map(readAuditRow)
  )

/** Says what the head of a lane is. */
export const setHead = (
  { sql, store }: Opened,
  { hash, lane, sequence }: Pick<AuditRow, "hash" | "lane" | "sequence">
) =>
  sql`UPDATE finpay_lane SET sequence = ${sequence}, hash = ${hash} WHERE account = ${store.account} AND lane = ${lane}`

/** Writes the chain of a lane anew over whatever its rows say now, and its head. */
export const rechain = (opened: Opened, lane: number) =>
  Effect.gen(function*() {
    const { sql, store } = opened
    const events = yield* eventsOf(opened, lane)
    const mutations = (yield* sql`SELECT * FROM finpay_mutation WHERE account = ${store.account}`).map(readMutationRow)
    const last = new Map(events.map((event) => [event.mutation_id, event.sequence]))
    let previous = { lane, sequence: 0, hash: firstHash }
    for (const event of events) {
      const row = mutations.find(({ id }) => id === event.mutation_id)
      const { hash: _, ...said } = {
        ...event,
        detail_hash: event.detail === null ? event.detail_hash : hashDetail(event.detail),
        row_hash: row !== undefined && last.get(row.id) === event.sequence ? hashRow(row) : event.row_hash,
        previous_hash: previous.hash
      }
      previous = { lane, sequence: event.sequence, hash: hashEvent(said) }
      const { detail_hash, previous_hash, row_hash } = said
      yield* sql`UPDATE finpay_audit SET ${sql.update({ detail_hash, row_hash, previous_hash, hash: previous.hash })}
        WHERE account = ${store.account} AND lane = ${lane} AND sequence = ${event.sequence}`
    }
    yield* setHead(opened, previous)
  })
