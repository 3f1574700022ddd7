import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as PersistedQueue from "effect/persistence/PersistedQueue"
import type { PersistedQueueFactory } from "effect/persistence/PersistedQueue"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import { neverGivenUp } from "../database/queues.ts"

/** One delivery whose turn it is to be sent. */
export const Sending = Schema.Struct({
  deliveryId: Schema.String,
  endpointId: Schema.String,
  /** The version of the delivery this was planned for. One that was planned for an earlier one is out of date. */
  version: Schema.Int
})

/** One delivery whose turn it is to be sent. */
export type Sending = typeof Sending.Type

/** What is to be sent to the merchants' endpoints, in the queue of the database. */
export class WebhookQueue extends Context.Service<WebhookQueue, {
  readonly queue: PersistedQueue.PersistedQueue<Sending>
  /** Plans a sending, in the transaction of the caller. */
  readonly plan: (
    sending: Sending,
    delaySeconds: number
  ) => Effect.Effect<void, PersistedQueue.PersistedQueueError | Schema.SchemaError>
}>()("@openfinpay/finpay-api/webhooks/WebhookQueue") {
  static readonly layer: Layer.Layer<WebhookQueue, never, PersistedQueueFactory> = Layer.effect(
    WebhookQueue,
    Effect.gen(function*() {
      const queue = yield* PersistedQueue.make({
        name: "finpay-api/webhooks",
        schema: Sending,
        // The schedule of a delivery is its own, in its table.
        ...neverGivenUp,
        // For what could not even be begun: the endpoint has as many calls on their way as it may, or the database is gone.
        retrySchedule: Schedule.min([Schedule.exponential("1 second"), Schedule.spaced("1 minute")])
      })
      return WebhookQueue.of({
        queue,
        plan: (sending, delaySeconds) =>
          Effect.asVoid(queue.offer(sending, {
            id: `${sending.deliveryId}/${sending.version}`,
            ...(delaySeconds > 0 ? { delay: `${Math.ceil(delaySeconds)} seconds` } : {})
          }))
      })
    })
  )
}
