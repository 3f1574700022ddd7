/** Webhooks on a database of their own and the clock of the test, with endpoints that answer as a test tells them. */
import { layerSqlite } from "@openfinpay/finpay-journal"
import { Clock, Context, Effect, Layer, Redacted } from "effect"
import type { Duration } from "effect"
import { SqlClient } from "effect/sql"
import { TestClock } from "effect/testing"
import { SecretBox } from "../../src/access/SecretBox.ts"
import type { EventType } from "../../src/contract/event-types.ts"
import { migrateApi } from "../../src/database/migrations.ts"
import { layerApiQueues } from "../../src/database/queues.ts"
import { layerDeliverer } from "../../src/webhooks/deliverer.ts"
import type { DelivererLimits } from "../../src/webhooks/deliverer.ts"
import { Events } from "../../src/webhooks/publish.ts"
import { WebhookQueue } from "../../src/webhooks/queue.ts"
import { WebhookDeliveries } from "../../src/webhooks/WebhookDeliveries.ts"
import { WebhookEndpoints } from "../../src/webhooks/WebhookEndpoints.ts"
import { WebhookTransport } from "../../src/webhooks/WebhookTransport.ts"
import type { CallFailed, WebhookAnswer, WebhookCall } from "../../src/webhooks/WebhookTransport.ts"

/** The account of these tests. */
export const account = "local/TEST"

/** An attempt as an endpoint saw it. */
export interface Seen {
  readonly at: number
  readonly url: string
  readonly id: string
  readonly reference: string
  readonly step: number
}

/** How an endpoint answers. */
export type Answering = (seen: Seen, call: WebhookCall) => Effect.Effect<WebhookAnswer, CallFailed>

/** An answer with this status and nothing else. */
export const status = (code: number): Effect.Effect<WebhookAnswer> => Effect.succeed({ status: code, text: "" })

/** A database in memory whose own time is the test's. */
export const virtualDatabase = Effect.gen(function*() {
  const clock = yield* Clock.Clock
  const currentTimestamp = () => new Date(clock.currentTimeMillisUnsafe()).toISOString().slice(0, 19).replace("T", " ")
  const built = yield* Layer.build(
    Layer.fresh(layerSqlite({ file: ":memory:", synchronous: "off", currentTimestamp }))
  )
  yield* Effect.provideContext(migrateApi, built)
  return built
})

const turn = Effect.callback<void>((resume) => {
  setImmediate(() => resume(Effect.void))
})

/** Lets everything that can go on without time passing go on: many more turns of the event loop than it needs. */
const settle = Effect.repeat(turn, { times: 1_000 })

/** Lets time pass, and everything come to rest before and after it. */
export const pass = (duration: Duration.Input) =>
  settle.pipe(Effect.andThen(TestClock.adjust(duration)), Effect.andThen(settle))

/** How patient the queue is: over days of virtual time it must not look too often. */
export const patient = { leaseSeconds: 300, pollMillis: 30_000 } as const

/** Opens webhooks on a database, as one server has them; they deliver until the scope closes. */
export const openWebhooks = (
  database: Context.Context<SqlClient.SqlClient>,
  answer: Answering,
  { limits, ...settings }: {
    readonly limits?: Partial<DelivererLimits>
    readonly leaseSeconds?: number
    readonly pollMillis?: number
  } = patient
) =>
  Effect.gen(function*() {
    const seen: Array<Seen> = []
    const transport = Layer.succeed(
      WebhookTransport,
      WebhookTransport.of({
        post: (call) =>
          Effect.gen(function*() {
            const { reference, step } = JSON.parse(call.body).data
            const at = yield* Clock.currentTimeMillis
            const one = { at, url: call.url, id: call.headers["webhook-id"] ?? "", reference, step }
            seen.push(one)
            return yield* answer(one, call)
          })
      })
    )
    const box = SecretBox.layer(Redacted.make(Buffer.alloc(32, "test").toString("base64")))
    const services = yield* Layer.build(
      layerDeliverer({ workers: 64, ...limits }).pipe(
        Layer.provideMerge(
          Layer.mergeAll(WebhookEndpoints.layer({ allowsPrivate: false }), WebhookDeliveries.layer, Events.layer)
        ),
        Layer.provideMerge(WebhookQueue.layer),
        Layer.provideMerge(Layer.mergeAll(Layer.fresh(layerApiQueues(settings)), transport, box)),
        Layer.provideMerge(Layer.succeedContext(database))
      )
    )
    const endpoints = Context.get(services, WebhookEndpoints)
    const events = Context.get(services, Events)
    const sql = Context.get(database, SqlClient.SqlClient)
    return {
      seen,
      endpoints,
      deliveries: Context.get(services, WebhookDeliveries),
      events,
      services,
      sql,
      newEndpoint: (name: string, types?: ReadonlyArray<EventType>) =>
        Effect.map(
          endpoints.create(account, { url: `https://${name}.example/hook`, types, createdBy: "test" }),
          ({ endpoint }) => endpoint
        ),
      publish: (reference: string, step: number, type: EventType = "refund.succeeded") =>
        sql.withTransaction(events.publish(account, { type, reference, data: { reference, step } }))
    }
  })
