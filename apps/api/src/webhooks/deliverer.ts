import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { SqlClient } from "effect/sql/SqlClient"
import { attempt } from "./attempt.ts"
import { findDelivery } from "./delivery-rows.ts"
import type { Delivery } from "./delivery-rows.ts"
import { endDeliveries } from "./end-endpoint.ts"
import { endpointOf } from "./endpoint-rows.ts"
import { WebhookQueue } from "./queue.ts"
import type { Sending } from "./queue.ts"
import { recordAttempt } from "./record-attempt.ts"
import { EndpointBusy, makeSlots } from "./slots.ts"
import type { SlotLimits } from "./slots.ts"
import { mustWait } from "./turns.ts"

/** How much a process delivers at a time. */
export interface DelivererLimits extends SlotLimits {
  /** Deliveries in hand, of all endpoints. */
  readonly workers: number
}

/** An endpoint that hangs holds four workers, so sixty of them leave some for the others. */
const defaultLimits: DelivererLimits = { workers: 256, atOnce: 4, patienceMillis: 1_000 }

const load = Effect.fnUntraced(function*({ endpointId, eventId }: Delivery) {
  const sql = yield* SqlClient
  const [endpoint] = yield* sql`SELECT * FROM finpay_api_webhook_endpoint WHERE id = ${endpointId}`
  const [event] = yield* sql`SELECT id, body FROM finpay_api_event WHERE id = ${eventId}`
  if (endpoint === undefined || event === undefined) return undefined
  return { endpoint: endpointOf(endpoint), message: { id: String(event["id"]), body: String(event["body"]) } }
})

/** Makes the attempt that was planned, unless the delivery has changed since or has to wait for another one. */
const carryOut = Effect.fnUntraced(function*({ deliveryId, version }: Sending) {
  const delivery = yield* findDelivery(deliveryId)
  if (delivery?.version !== version || delivery.state !== "pending") return
  const loaded = yield* load(delivery)
  if (loaded === undefined) return yield* Effect.logWarning(`the event or the endpoint of ${deliveryId} is not there`)
  const { endpoint, message } = loaded
  // It was disabled after this was planned, and before this was there to be ended.
  if (endpoint.state !== "enabled") return yield* endDeliveries(endpoint.id, yield* Clock.currentTimeMillis)
  if (yield* mustWait(delivery)) return
  yield* recordAttempt(delivery, yield* attempt(endpoint, message))
})

const make = Effect.fnUntraced(function*(limits: DelivererLimits) {
  const { queue } = yield* WebhookQueue
  const within = makeSlots(limits)

  // A call that was begun runs to its end in a fiber of its own, which the time-out bounds: closing the server, which
  // interrupts the workers, does not leave its outcome unrecorded.
  const toItsEnd = (sending: Sending) =>
    Effect.uninterruptible(
      Effect.flatMap(Effect.forkDetach(Effect.interruptible(carryOut(sending))), Fiber.join)
    )

  const one = queue.take((sending) => within(sending.endpointId, toItsEnd(sending)))

  const failed = Effect.fnUntraced(function*(cause: Cause.Cause<unknown>) {
    // The queue gives it back later; others are waiting.
    if (Option.exists(Cause.findErrorOption(cause), (error) => error instanceof EndpointBusy)) return
    yield* Effect.logWarning("a webhook could not be worked on and comes up again", cause)
    // A database that is gone fails at once, again and again: without the pause this would be a busy loop.
    yield* Effect.sleep(Duration.seconds(1))
  })

  const worker = Effect.forever(
    Effect.catchCause(one, (cause) => Cause.hasInterruptsOnly(cause) ? Effect.interrupt : failed(cause))
  )
  for (let started = 0; started < limits.workers; started++) yield* Effect.forkScoped(worker)
})

/** Delivers what is planned, as long as the layer lives. When it closes it lets calls on their way end. */
export const layerDeliverer = (limits: Partial<DelivererLimits> = {}) =>
  Layer.effectDiscard(make({ ...defaultLimits, ...limits }))
