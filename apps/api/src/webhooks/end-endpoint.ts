import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"

/** What the deliveries of an endpoint die of that is told of nothing any more. A replay brings them back. */
export const endpointOff = "the endpoint is disabled"

/** Disables an endpoint; what was on its way to it is dead, and can be replayed. In the transaction of the caller. */
export const disableEndpoint = Effect.fnUntraced(function*(endpointId: string, because: string) {
  const sql = yield* SqlClient
  const now = yield* Clock.currentTimeMillis
  yield* sql`UPDATE finpay_api_webhook_endpoint
    SET state = 'disabled', disabled_because = ${because}, updated_at = ${now}
    WHERE id = ${endpointId} AND state = 'enabled'`
  yield* endDeliveries(endpointId, now)
})

/** All deliveries of an endpoint that have not ended are dead. */
export const endDeliveries = Effect.fnUntraced(function*(endpointId: string, now: number) {
  const sql = yield* SqlClient
  yield* sql`UPDATE finpay_api_delivery
    SET state = 'dead', reason = ${endpointOff}, version = version + 1, due_at = NULL, ended_at = ${now},
      updated_at = ${now}
    WHERE endpoint_id = ${endpointId} AND state IN ('pending', 'waiting')`
})
