import type { JournalUnavailable } from "@openfinpay/finpay-journal"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { SqlClient } from "effect/sql/SqlClient"
import type { DeliveryState } from "../contract/webhook-deliveries.ts"
import { pageOf } from "../database/page.ts"
import { usable } from "../database/usable.ts"
import { attemptOf, deliveryOf } from "./delivery-rows.ts"
import type { Attempt, Delivery } from "./delivery-rows.ts"
import { endpointOff } from "./end-endpoint.ts"
import type { Endpoint } from "./endpoint-rows.ts"
import { WebhookQueue } from "./queue.ts"
import { reopen, replayRange } from "./replay.ts"
import type { Range } from "./replay.ts"

/** The account has no such delivery. */
export class DeliveryNotFound extends Data.TaggedError("DeliveryNotFound")<{ readonly id: string }> {}

/** It cannot be replayed as it stands. */
export class NotReplayable extends Data.TaggedError("NotReplayable")<{ readonly detail: string }> {}

/** The range holds more than is replayed at a time. */
export class RangeTooLarge extends Data.TaggedError("RangeTooLarge") {}

/** Which deliveries. All that is given must hold. */
export interface DeliveryFilter {
  readonly endpointId?: string
  readonly states?: ReadonlyArray<DeliveryState>
  readonly reference?: string
  /** Planned at or after, in milliseconds since 1970. */
  readonly since?: number
  /** Planned before. */
  readonly until?: number
  /** The `next` of the page before. */
  readonly after?: string
  /** At most this many; 50 unless given. */
  readonly limit?: number
}

/** Deliveries, newest first. */
export interface DeliveryPage {
  readonly deliveries: ReadonlyArray<Delivery>
  readonly next?: string
}

/** A delivery with what is sent and every attempt. */
export interface DeliveryDetails {
  readonly delivery: Delivery
  readonly body: string
  readonly history: ReadonlyArray<Attempt & { readonly number: number }>
}

const defaultLimit = 50

const make = Effect.gen(function*() {
  const sql = yield* SqlClient
  const queue = yield* WebhookQueue

  const here = <A, E>(work: Effect.Effect<A, E, SqlClient | WebhookQueue>) =>
    usable(Effect.provideService(Effect.provideService(work, SqlClient, sql), WebhookQueue, queue))

  const find = Effect.fnUntraced(function*(account: string, id: string) {
    const [row] = yield* usable(sql`SELECT * FROM finpay_api_delivery WHERE id = ${id} AND account = ${account}`)
    return row === undefined ? yield* new DeliveryNotFound({ id }) : deliveryOf(row)
  })

  const list = Effect.fnUntraced(function*(account: string, filter: DeliveryFilter) {
    const { after, endpointId, limit = defaultLimit, reference, since, states, until } = filter
    const conditions = [
      sql`account = ${account}`,
      ...(endpointId === undefined ? [] : [sql`endpoint_id = ${endpointId}`]),
      ...(states === undefined ? [] : [states.length === 0 ? sql`1 = 0` : sql.in("state", states)]),
      ...(reference === undefined ? [] : [sql`reference = ${reference}`]),
      ...(since === undefined ? [] : [sql`created_at >= ${since}`]),
      ...(until === undefined ? [] : [sql`created_at < ${until}`]),
      ...(after === undefined ? [] : [sql`id < ${after}`])
    ]
    const rows = yield* usable(sql`SELECT * FROM finpay_api_delivery WHERE ${sql.and(conditions)} ORDER BY id DESC
      LIMIT ${sql.literal(String(limit + 1))}`)
    const { shown: deliveries, ...next } = pageOf(rows.map(deliveryOf), limit)
    return { deliveries, ...next }
  })

  const details = Effect.fnUntraced(function*(account: string, id: string) {
    const delivery = yield* find(account, id)
    const [event] = yield* usable(sql`SELECT body FROM finpay_api_event WHERE id = ${delivery.eventId}`)
    const attempts = yield* usable(sql`SELECT * FROM finpay_api_attempt WHERE delivery_id = ${id} ORDER BY number`)
    return { delivery, body: String(event?.["body"]), history: attempts.map(attemptOf) }
  })

  const isEnabled = (endpointId: string) =>
    Effect.map(
      sql`SELECT 1 FROM finpay_api_webhook_endpoint WHERE id = ${endpointId} AND state = 'enabled'`,
      (rows) => rows.length > 0
    )

  const replay = Effect.fnUntraced(function*(account: string, id: string) {
    const { endpointId } = yield* find(account, id)
    if (!(yield* usable(isEnabled(endpointId)))) return yield* new NotReplayable({ detail: endpointOff })
    if (!(yield* here(sql.withTransaction(reopen(id, endpointId))))) {
      return yield* new NotReplayable({ detail: "it is on its way already" })
    }
    return yield* find(account, id)
  })

  const range = Effect.fnUntraced(function*(endpoint: Endpoint, wanted: Range) {
    if (endpoint.state !== "enabled") return yield* new NotReplayable({ detail: endpointOff })
    return (yield* here(replayRange(endpoint, wanted))) ?? (yield* new RangeTooLarge())
  })

  return WebhookDeliveries.of({ list, find, details, replay, replayRange: range })
})

type Missing = DeliveryNotFound | JournalUnavailable

/** What the endpoints were told: each delivery is found only by the account it belongs to. */
export class WebhookDeliveries extends Context.Service<WebhookDeliveries, {
  readonly list: (account: string, filter: DeliveryFilter) => Effect.Effect<DeliveryPage, JournalUnavailable>
  readonly find: (account: string, id: string) => Effect.Effect<Delivery, Missing>
  readonly details: (account: string, id: string) => Effect.Effect<DeliveryDetails, Missing>
  /** Plans one anew that has ended. */
  readonly replay: (account: string, id: string) => Effect.Effect<Delivery, NotReplayable | Missing>
  /** Plans the events of a time range anew, in their order; gives how many. */
  readonly replayRange: (
    endpoint: Endpoint,
    range: Range
  ) => Effect.Effect<number, NotReplayable | RangeTooLarge | JournalUnavailable>
}>()("@openfinpay/finpay-api/webhooks/WebhookDeliveries") {
  static readonly layer: Layer.Layer<WebhookDeliveries, never, SqlClient | WebhookQueue> = Layer.effect(
    WebhookDeliveries,
    make
  )
}
