import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import { SqlClient } from "effect/sql/SqlClient"
import { usable } from "../database/usable.ts"

/** How many rows are deleted in one statement: few, so that nobody waits for long. */
const batchSize = 500

const dayMillis = 86_400_000

/**
 * Deletes what ended longer ago than that: deliveries with their attempts, and then events that nobody is told of any
 * more, and the last of deleted endpoints. What has not ended stays, however old it is.
 */
export const cleanUp = Effect.fnUntraced(function*(keptDays: number) {
  const sql = yield* SqlClient
  const before = (yield* Clock.currentTimeMillis) - keptDays * dayMillis
  const limit = sql.literal(String(batchSize))

  const deliveries = Effect.gen(function*() {
    const rows = yield* sql`SELECT id FROM finpay_api_delivery WHERE ended_at < ${before} LIMIT ${limit}`
    if (rows.length === 0) return 0
    const ids = rows.map((row) => String(row["id"]))
    // One that is replayed at this moment has not ended any more, and stays.
    const gone = yield* sql`DELETE FROM finpay_api_delivery WHERE ${sql.in("id", ids)} AND ended_at < ${before}
      RETURNING id`
    yield* sql`DELETE FROM finpay_api_attempt WHERE ${sql.in("delivery_id", gone.map((row) => String(row["id"])))}`
    return gone.length
  })
  const events = Effect.map(
    sql`DELETE FROM finpay_api_event WHERE id IN (
      SELECT e.id FROM finpay_api_event e WHERE e.at < ${before}
      AND NOT EXISTS (SELECT 1 FROM finpay_api_delivery d WHERE d.event_id = e.id) LIMIT ${limit}
    ) RETURNING id`,
    (rows) => rows.length
  )
  const endpoints = Effect.map(
    sql`DELETE FROM finpay_api_webhook_endpoint WHERE state = 'deleted' AND updated_at < ${before}
      AND NOT EXISTS (SELECT 1 FROM finpay_api_delivery d WHERE d.endpoint_id = finpay_api_webhook_endpoint.id)
      RETURNING id`,
    () => 0
  )
  for (const batch of [deliveries, events, endpoints]) {
    yield* Effect.repeat(usable(sql.withTransaction(batch)), { while: (deleted) => deleted === batchSize })
  }
})

/** Cleans up each hour, as long as the layer lives. Servers that do so at the same time do not disturb each other. */
export const layerRetention = (keptDays: number): Layer.Layer<never, never, SqlClient> =>
  Layer.effectDiscard(
    cleanUp(keptDays).pipe(
      Effect.catch(({ message }) => Effect.logWarning(`old webhook deliveries could not be cleaned up: ${message}`)),
      Effect.repeat(Schedule.spaced(Duration.hours(1))),
      Effect.forkScoped
    )
  )
