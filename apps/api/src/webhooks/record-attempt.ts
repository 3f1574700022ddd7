import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"
import type { Attempt, Delivery } from "./delivery-rows.ts"
import { disableEndpoint } from "./end-endpoint.ts"
import { WebhookQueue } from "./queue.ts"
import { nextDelay } from "./schedule.ts"
import { wakeNext } from "./turns.ts"

/** How a delivery goes on after an attempt. */
interface Onward {
  readonly state: "pending" | "delivered" | "dead"
  readonly reason: string | null
  readonly delaySeconds: number
}

const onwardAfter = Effect.fnUntraced(
  function*({ tries }: Delivery, { outcome }: Attempt): Effect.fn.Return<Onward> {
    if (outcome === "delivered") return { state: "delivered", reason: null, delaySeconds: 0 }
    if (outcome === "gone") return { state: "dead", reason: "the endpoint answered 410 Gone", delaySeconds: 0 }
    const delaySeconds = yield* nextDelay(tries + 1)
    return delaySeconds === undefined
      ? { state: "dead", reason: `none of ${tries + 1} attempts was answered with 2xx`, delaySeconds: 0 }
      : { state: "pending", reason: null, delaySeconds }
  }
)

/** Ends or plans anew what was attempted. Gives the number of the attempt; none when the delivery was changed meanwhile. */
const moveOn = Effect.fnUntraced(function*(delivery: Delivery, attempt: Attempt, endMillis: number) {
  const sql = yield* SqlClient
  const { delaySeconds, reason, state } = yield* onwardAfter(delivery, attempt)
  const isOpen = state === "pending"
  const [changed] = yield* sql`UPDATE finpay_api_delivery SET state = ${state}, reason = ${reason},
    version = version + 1, tries = tries + 1, attempts = attempts + 1,
    due_at = ${isOpen ? endMillis + Math.ceil(delaySeconds * 1000) : null}, ended_at = ${isOpen ? null : endMillis},
    updated_at = ${endMillis}
    WHERE id = ${delivery.id} AND version = ${delivery.version} RETURNING attempts, version`
  if (changed === undefined) return undefined
  const { endpointId, id } = delivery
  const { plan } = yield* WebhookQueue
  if (isOpen) yield* plan({ deliveryId: id, endpointId, version: Number(changed["version"]) }, delaySeconds)
  else yield* wakeNext(delivery)
  return Number(changed["attempts"])
})

/**
 * Somebody else changed the delivery while it was sent: its endpoint was disabled, or another server had taken it over.
 * What was delivered is delivered all the same; any other outcome is only written down.
 */
const addLate = Effect.fnUntraced(function*(delivery: Delivery, { outcome }: Attempt, endMillis: number) {
  const sql = yield* SqlClient
  const [counted] = yield* sql`UPDATE finpay_api_delivery SET attempts = attempts + 1 WHERE id = ${delivery.id}
    RETURNING attempts`
  if (outcome === "delivered") {
    const ended = yield* sql`UPDATE finpay_api_delivery SET state = 'delivered', reason = NULL, version = version + 1,
      due_at = NULL, ended_at = ${endMillis}, updated_at = ${endMillis}
      WHERE id = ${delivery.id} AND state <> 'delivered' RETURNING id`
    if (ended.length > 0) yield* wakeNext(delivery)
  }
  return counted === undefined ? undefined : Number(counted["attempts"])
})

/** Writes an attempt down and what follows from it, all at once. */
export const recordAttempt = Effect.fnUntraced(function*(delivery: Delivery, attempt: Attempt) {
  const sql = yield* SqlClient
  const { answer, at, detail, millis, outcome, status } = attempt
  const endMillis = at + millis
  const write = Effect.gen(function*() {
    const number = (yield* moveOn(delivery, attempt, endMillis)) ?? (yield* addLate(delivery, attempt, endMillis))
    // It was cleaned up meanwhile.
    if (number === undefined) return
    yield* sql`INSERT INTO finpay_api_attempt ${
      sql.insert({
        delivery_id: delivery.id,
        number,
        at,
        millis,
        outcome,
        status: status ?? null,
        detail,
        answer: answer ?? null
      })
    }`
    if (outcome === "gone") yield* disableEndpoint(delivery.endpointId, "it answered 410 Gone")
  })
  yield* sql.withTransaction(write)
})
