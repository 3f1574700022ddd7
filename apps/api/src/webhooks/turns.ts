/**
 * The order of events about one payment. An endpoint is told of them one after the other: a delivery whose turn it is
 * not waits without a place in the queue, and the one before it, when it ends, plans it.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"
import type { Delivery } from "./delivery-rows.ts"
import { WebhookQueue } from "./queue.ts"

const nextBefore = Effect.fnUntraced(function*({ endpointId, reference, sequence }: Delivery) {
  const sql = yield* SqlClient
  const [row] = yield* sql`SELECT id FROM finpay_api_delivery
    WHERE endpoint_id = ${endpointId} AND reference = ${reference} AND sequence < ${sequence}
    AND state IN ('pending', 'waiting') ORDER BY sequence DESC LIMIT 1`
  return row === undefined ? undefined : String(row["id"])
})

/**
 * Whether a delivery has to wait for an earlier one; if so it is written down as waiting.
 *
 * The earlier one is locked meanwhile, and looked at again under the lock: either it has not ended, and will find this one
 * waiting when it does, or it has, and this one need not wait.
 */
export const mustWait = Effect.fnUntraced(function*(delivery: Delivery) {
  if ((yield* nextBefore(delivery)) === undefined) return false
  const sql = yield* SqlClient
  const { id, version } = delivery
  const look = Effect.gen(function*() {
    for (;;) {
      const before = yield* nextBefore(delivery)
      if (before === undefined) return false
      const held = yield* sql`UPDATE finpay_api_delivery SET version = version
        WHERE id = ${before} AND state IN ('pending', 'waiting') RETURNING id`
      if (held.length === 0) continue
      const now = yield* Clock.currentTimeMillis
      yield* sql`UPDATE finpay_api_delivery SET state = 'waiting', due_at = NULL, updated_at = ${now}
        WHERE id = ${id} AND version = ${version} AND state = 'pending'`
      return true
    }
  })
  return yield* sql.withTransaction(look)
})

/** A delivery has ended: plans the next one that waits for it. In the transaction that ended it. */
export const wakeNext = Effect.fnUntraced(function*({ endpointId, reference, sequence }: Delivery) {
  const sql = yield* SqlClient
  const { plan } = yield* WebhookQueue
  const [next] = yield* sql`SELECT id, state FROM finpay_api_delivery
    WHERE endpoint_id = ${endpointId} AND reference = ${reference} AND sequence > ${sequence}
    AND state IN ('pending', 'waiting') ORDER BY sequence LIMIT 1`
  if (next?.["state"] !== "waiting") return
  const now = yield* Clock.currentTimeMillis
  const [woken] = yield* sql`UPDATE finpay_api_delivery
    SET state = 'pending', version = version + 1, due_at = ${now}, updated_at = ${now}
    WHERE id = ${next["id"]} AND state = 'waiting' RETURNING id, version`
  if (woken === undefined) return
  yield* plan({ deliveryId: String(woken["id"]), endpointId, version: Number(woken["version"]) }, 0)
})
