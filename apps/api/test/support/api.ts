import { localCredentials } from "@openfinpay/finpay-core"
import { Journal } from "@openfinpay/finpay-journal"
import type { JournalSettings } from "@openfinpay/finpay-journal"
import { Finpay, localConfig } from "@openfinpay/finpay-transport"
import { Clock, Context, Effect, Layer, Redacted } from "effect"
import { SqlClient } from "effect/sql"
import { ApiKeys } from "../../src/access/ApiKeys.ts"
import type { NewApiKey } from "../../src/access/ApiKeys.ts"
import { SecretBox } from "../../src/access/SecretBox.ts"
import { layerAsking } from "../../src/approvals/layer-asking.ts"
import type { AskingSettings } from "../../src/approvals/layer-asking.ts"
import { Batches, defaultBatchSettings } from "../../src/batches/Batches.ts"
import type { BatchSettings } from "../../src/batches/Batches.ts"
import { layerDatabase } from "../../src/database/layer.ts"
import { layerApiQueues } from "../../src/database/queues.ts"
import { FinpayClock } from "../../src/health/FinpayClock.ts"
import { Readiness } from "../../src/health/Readiness.ts"
import type { CallbackKeys, Merchant } from "../../src/merchants/Merchant.ts"
import { MerchantRecords } from "../../src/merchants/MerchantRecords.ts"
import { Merchants } from "../../src/merchants/Merchants.ts"
import { PaymentQuestions } from "../../src/payments/ask-again.ts"
import { layerPaymentBooks, layerPaymentWork } from "../../src/payments/layer.ts"
import { Reconciliations } from "../../src/reconciliations/Reconciliations.ts"
import { serve } from "../../src/server.ts"
import type { ServerOptions } from "../../src/server.ts"
import { Metrics } from "../../src/telemetry/Metrics.ts"
import { layerWebhookBooks, layerWebhookWork } from "../../src/webhooks/layer.ts"
import type { WebhookOptions } from "../../src/webhooks/layer.ts"
import { Events } from "../../src/webhooks/publish.ts"
import { WebhookQueue } from "../../src/webhooks/queue.ts"
import { keptLogs } from "./logs.ts"

/** An answer, read to its end. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The body as JSON; `undefined` when it is none. */
  readonly json: Json
}

/** The JSON of an answer, for tests to look into. */
export type Json = { readonly [member: string]: unknown }

const parsed = (text: string): Json => {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}

/** Sends a request over real HTTP. */
export const send = (url: string, init: RequestInit = {}): Effect.Effect<Answer> =>
  Effect.promise(async (signal) => {
    const response = await fetch(url, { signal, ...init })
    const text = await response.text()
    return { status: response.status, headers: response.headers, text, json: parsed(text) }
  })

/** A POST with a JSON body and, where one is given, an `Idempotency-Key`. */
export const post = (url: string, body: unknown, key?: string, headers: Readonly<Record<string, string>> = {}) =>
  send(url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(key === undefined ? {} : { "idempotency-key": key }),
      ...headers
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) })
  })

/** Reads until it is so; a test that waits in vain dies with the last answer. */
export const until = (read: Effect.Effect<Answer>, isSo: (json: Json) => boolean): Effect.Effect<Answer> =>
  Effect.gen(function*() {
    for (let left = 4_000;; left -= 1) {
      const answer = yield* read
      if (isSo(answer.json)) return answer
      if (left === 0) return yield* Effect.die(new Error(`waited in vain; the last answer: ${answer.text}`))
      yield* Effect.sleep("20 millis")
    }
  })

/** Comes back in another millisecond of the real clock, and gives it: all that is there is older than what is made then. */
export const aMomentLater: Effect.Effect<number> = Effect.flatMap(
  Clock.currentTimeMillis,
  (before) => Effect.repeat(Clock.currentTimeMillis, { until: (now) => now > before })
)

/** Asks for a change and answers at once with how far it is. */
export const postNow = (url: string, body: unknown, key: string) => post(url, body, key, { prefer: "wait=0" })

/** The mutation an answer is about, once it has come to a state. */
export const mutationIn = (api: string, { json }: Answer, state: string): Effect.Effect<Json> =>
  Effect.map(
    until(send(`${api}/v1/mutations/${String(json["mutationId"])}`), (mutation) => mutation["state"] === state),
    (answer) => answer.json
  )

/** The merchant of the tests. */
export const merchantId = localCredentials.merchantId

export const merchantKey = Redacted.make(localCredentials.merchantKey)

/** Seals what a test stores. */
export const encryptionKey = Redacted.make(Buffer.alloc(32, "test").toString("base64"))

// Tests call faster than anybody; those of the limits say so.
const defaults: ServerOptions = {
  host: "127.0.0.1",
  port: 0,
  isOpen: true,
  requestsPerMinute: 1_000_000,
  drainMillis: 10_000
}

/** What a server is made of, beside its options. */
export interface Parts {
  /** The database of the journal and the server; one of its own in memory unless given. */
  readonly database?: Context.Context<SqlClient.SqlClient>
  /** How long keys and approvals are kept. */
  readonly asking?: AskingSettings
  readonly approvalAbove?: number
  /** How refund batches are carried out. */
  readonly batches?: Partial<BatchSettings>
  readonly settings?: Partial<JournalSettings>
  readonly callbackKeys?: Partial<CallbackKeys>
  /** Follows the journal and delivers webhooks; without it nothing is delivered. */
  readonly webhooks?: WebhookOptions
}

/** A server on a free port with the journal and the Finpay of the test, and a database in memory, until the test ends. */
export const serveWith = <E>(
  journal: Layer.Layer<Journal, E, Finpay>,
  finpay: Layer.Layer<Finpay>,
  options: Partial<ServerOptions> = {},
  { approvalAbove, asking, batches, callbackKeys, webhooks, ...given }: Parts = {}
) =>
  Effect.gen(function*() {
    const database = given.database ?? (yield* Layer.build(Layer.fresh(layerDatabase({ file: ":memory:" }))))
    const acting = yield* Layer.build(Layer.provideMerge(journal, finpay))
    const merchant: Merchant = {
      id: merchantId,
      account: "local/TEST",
      finpay: Context.get(acting, Finpay),
      journal: Context.get(acting, Journal),
      callbackKeys: { merchantKey, notificationSigner: undefined, ...callbackKeys },
      ...(approvalAbove === undefined ? {} : { approvalAbove })
    }
    const services = yield* Layer.build(
      Layer.mergeAll(
        Metrics.layer,
        Readiness.layer,
        layerPaymentWork,
        webhooks === undefined ? Layer.empty : layerWebhookWork(webhooks),
        Batches.layer({ ...defaultBatchSettings, ...batches }),
        Reconciliations.layer()
      ).pipe(
        Layer.provideMerge(
          Layer.mergeAll(
            Merchants.one(merchant),
            layerAsking(asking),
            layerPaymentBooks,
            ApiKeys.layer,
            FinpayClock.layer,
            layerWebhookBooks({ allowsPrivate: true }),
            MerchantRecords.layer(localConfig()).pipe(Layer.provide(SecretBox.layer(encryptionKey)))
          )
        ),
        Layer.provideMerge(Events.layer),
        Layer.provideMerge(Layer.mergeAll(WebhookQueue.layer, PaymentQuestions.layer)),
        Layer.provideMerge(
          Layer.merge(layerApiQueues({ pollMillis: 20, ...given.settings }), SecretBox.layer(encryptionKey))
        ),
        Layer.provide(Layer.succeedContext(database))
      )
    )
    const keys = Context.get(services, ApiKeys)
    /** Makes an API key, an administrator's unless told otherwise. */
    const newKey = (wanted: Partial<NewApiKey> = {}) =>
      Effect.map(
        keys.create({ name: "test", role: "admin", createdBy: "test", ...wanted }),
        ({ key }) => Redacted.value(key)
      )
    const { url } = yield* Effect.provideContext(serve({ ...defaults, ...options }), services)
    return { url, newKey, keys }
  }).pipe(Effect.provide(keptLogs))

/** A server on a free port with the Finpay of the test and a journal in memory, until the test ends. */
export const startApi = (
  finpay: Layer.Layer<Finpay>,
  options: Partial<ServerOptions> = {},
  parts: Parts = {}
) =>
  Effect.gen(function*() {
    const database = parts.database ?? (yield* Layer.build(Layer.fresh(layerDatabase({ file: ":memory:" }))))
    const journal = Journal.layer({ account: "local/TEST", settings: parts.settings ?? {} }).pipe(
      Layer.provide(Layer.succeedContext(database))
    )
    const served = yield* serveWith(journal, finpay, options, { ...parts, database })
    return { ...served, sql: Context.get(database, SqlClient.SqlClient) }
  }).pipe(Effect.provide(keptLogs))
