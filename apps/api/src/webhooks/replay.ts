import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"
import { testEvent } from "../contract/event-types.ts"
import { mostReplayed } from "../contract/webhook-endpoints.ts"
import type { ReplayableState } from "../contract/webhook-endpoints.ts"
import { addDelivery } from "./add-delivery.ts"
import type { Endpoint } from "./endpoint-rows.ts"
import { WebhookQueue } from "./queue.ts"

/** A time range, in milliseconds since 1970, and what of it is to be told again. */
export interface Range {
  readonly since: number
  readonly until: number
  readonly states: ReadonlyArray<ReplayableState>
}

/** How many are planned in one transaction: few, so that nobody waits for long. */
const pageSize = 200

/** Plans an ended delivery anew, from the beginning of the schedule. Whether it had ended. In a transaction. */
export const reopen = Effect.fnUntraced(function*(id: string, endpointId: string) {
  const sql = yield* SqlClient
  const { plan } = yield* WebhookQueue
  const now = yield* Clock.currentTimeMillis
  const [opened] = yield* sql`UPDATE finpay_api_delivery
    SET state = 'pending', reason = NULL, version = version + 1, tries = 0, due_at = ${now}, ended_at = NULL,
      updated_at = ${now}
    WHERE id = ${id} AND state IN ('delivered', 'dead') RETURNING version`
  if (opened === undefined) return false
  yield* plan({ deliveryId: id, endpointId, version: Number(opened["version"]) }, 0)
  return true
})

/** The events of a range that an endpoint is to be told of again, in their order, with the delivery there is of each. */
const found = Effect.fnUntraced(
  function*(endpoint: Endpoint, { since, states, until }: Range, after: number, limit: number) {
    const sql = yield* SqlClient
    const ended = states.filter((state) => state !== "missed")
    const wanted = [
      ...(ended.length > 0 ? [sql.in("d.state", ended)] : []),
      // Nobody missed a test of another time.
      ...(states.includes("missed") ? [sql`(d.id IS NULL AND e.type <> ${testEvent})`] : [])
    ]
    return yield* sql`SELECT e.id, e.account, e.reference, e.sequence, e.type, d.id AS delivery_id
      FROM finpay_api_event e
      LEFT JOIN finpay_api_delivery d ON d.event_id = e.id AND d.endpoint_id = ${endpoint.id}
      WHERE e.account = ${endpoint.account} AND e.at >= ${since} AND e.at < ${until} AND e.sequence > ${after}
      AND ${endpoint.types === undefined ? sql`1 = 1` : sql.in("e.type", endpoint.types)} AND ${sql.or(wanted)}
      ORDER BY e.sequence LIMIT ${sql.literal(String(limit))}`
  }
)

const planPage = Effect.fnUntraced(function*(endpoint: Endpoint, range: Range, after: number) {
  const sql = yield* SqlClient
  const page = Effect.gen(function*() {
    const rows = yield* found(endpoint, range, after, pageSize)
    for (const row of rows) {
      const { account, delivery_id: deliveryId, id, reference, sequence, type } = row
      if (typeof deliveryId === "string") yield* reopen(deliveryId, endpoint.id)
      else {
        yield* addDelivery(endpoint.id, {
          id: String(id),
          account: String(account),
          reference: String(reference),
          sequence: Number(sequence),
          type: String(type)
        })
      }
    }
    return { count: rows.length, last: Number(rows.at(-1)?.["sequence"] ?? after) }
  })
  return yield* sql.withTransaction(page)
})

/** Plans the events of a range again, in their order; gives how many, or `undefined` when those are too many at a time. */
export const replayRange = Effect.fnUntraced(function*(endpoint: Endpoint, range: Range) {
  if ((yield* found(endpoint, range, 0, mostReplayed + 1)).length > mostReplayed) return undefined
  let planned = 0
  let after = 0
  for (;;) {
    const { count, last } = yield* planPage(endpoint, range, after)
    planned += count
    after = last
    if (count < pageSize) return planned
  }
})
