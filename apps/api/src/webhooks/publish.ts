import type { JournalUnavailable } from "@openfinpay/finpay-journal"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Schema from "effect/Schema"
import { SqlClient } from "effect/sql/SqlClient"
import { testEvent } from "../contract/event-types.ts"
import type { EventType } from "../contract/event-types.ts"
import { newId } from "../database/new-id.ts"
import { usable } from "../database/usable.ts"
import { addDelivery } from "./add-delivery.ts"
import { endpointOff } from "./end-endpoint.ts"
import { enabledEndpoints } from "./endpoint-rows.ts"
import type { Endpoint } from "./endpoint-rows.ts"
import { WebhookQueue } from "./queue.ts"
import { NotReplayable } from "./WebhookDeliveries.ts"

/** Something that happened. */
export interface NewEvent {
  readonly type: EventType
  /** What it happened to: the order id or, for QRIS, Finpay's number of the payment. Events of one keep their order. */
  readonly reference: string
  /** What the merchant's applications are told of it: nothing that is a secret or the payer's own. */
  readonly data: Schema.Json
}

const make = Effect.gen(function*() {
  const sql = yield* SqlClient
  const queue = yield* WebhookQueue

  /** The next place of the account's events; nobody else gets one until this transaction ends. */
  const nextPlace = Effect.fnUntraced(function*(account: string) {
    const [head] = yield* sql`INSERT INTO finpay_api_event_head (account, sequence) VALUES (${account}, 1)
      ON CONFLICT (account) DO UPDATE SET sequence = finpay_api_event_head.sequence + 1 RETURNING sequence`
    return Number(head?.["sequence"])
  })

  const write = Effect.fnUntraced(function*(account: string, { data, reference, type }: NewEvent) {
    const at = yield* Clock.currentTimeMillis
    const timestamp = DateTime.formatIso(DateTime.makeUnsafe(at))
    const body = JSON.stringify({ type, timestamp, data })
    const event = { id: yield* newId("evt"), account, reference, sequence: yield* nextPlace(account), type, body, at }
    yield* sql`INSERT INTO finpay_api_event ${sql.insert(event)}`
    return event
  })

  const provided = <A, E>(work: Effect.Effect<A, E, SqlClient | WebhookQueue>) =>
    work.pipe(
      Effect.provideService(SqlClient, sql),
      Effect.provideService(WebhookQueue, queue),
      usable
    )

  return Events.of({
    publish: (account, happened) =>
      provided(Effect.gen(function*() {
        const event = yield* write(account, happened)
        const endpoints = yield* enabledEndpoints(account)
        const wanting = endpoints.filter(({ types }) => types === undefined || types.includes(event.type))
        yield* Effect.forEach(wanting, (endpoint) => addDelivery(endpoint.id, event), { discard: true })
      })),
    publishTest: Effect.fnUntraced(function*({ account, id, state }: Endpoint) {
      if (state !== "enabled") return yield* new NotReplayable({ detail: endpointOff })
      return yield* provided(sql.withTransaction(Effect.gen(function*() {
        const event = yield* write(account, { type: testEvent, reference: id, data: { endpointId: id } })
        return yield* addDelivery(id, event)
      })))
    })
  })
})

/** What happened, for the merchants' own applications. */
export class Events extends Context.Service<Events, {
  /**
   * Writes an event down, and a delivery of it for each enabled endpoint of the account that wants it. The caller has a
   * transaction, so that the event is there if and only if what it tells of is. Call it late in that transaction, as
   * other events of the account wait until it ends.
   */
  readonly publish: (account: string, event: NewEvent) => Effect.Effect<void, JournalUnavailable>
  /** Sends one endpoint an event that says nothing; gives the id of the delivery. */
  readonly publishTest: (endpoint: Endpoint) => Effect.Effect<string, NotReplayable | JournalUnavailable>
}>()("@openfinpay/finpay-api/webhooks/Events") {
  static readonly layer: Layer.Layer<Events, never, SqlClient | WebhookQueue> = Layer.effect(Events, make)
}

/** Publishes an event of an account; see {@link Events}. */
export const publish = (account: string, event: NewEvent): Effect.Effect<void, JournalUnavailable, Events> =>
  Events.use(({ publish: write }) => write(account, event))
