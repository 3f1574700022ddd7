import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import * as HttpApiScalar from "effect/http-api/HttpApiScalar"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServer from "effect/http/HttpServer"
import type { ServeError } from "effect/http/HttpServerError"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import type { ApiKeys } from "./access/ApiKeys.ts"
import { RateLimits } from "./access/RateLimits.ts"
import type { Approvals } from "./approvals/Approvals.ts"
import type { Batches } from "./batches/Batches.ts"
import type { ReceivedCallbacks } from "./callbacks/ReceivedCallbacks.ts"
import type { SnapTokens } from "./callbacks/SnapTokens.ts"
import { Api } from "./contract/Api.ts"
import { apiKeys } from "./handlers/api-keys.ts"
import { approvals } from "./handlers/approvals.ts"
import { audit } from "./handlers/audit.ts"
import { callbacks } from "./handlers/callbacks.ts"
import { exports } from "./handlers/exports.ts"
import { merchants } from "./handlers/merchants.ts"
import { mutations } from "./handlers/mutations.ts"
import { payments } from "./handlers/payments.ts"
import { qris } from "./handlers/qris.ts"
import { receivedCallbacks } from "./handlers/received-callbacks.ts"
import { reconciliations } from "./handlers/reconciliations.ts"
import { refundBatches } from "./handlers/refund-batches.ts"
import { system } from "./handlers/system.ts"
import { webhookDeliveries } from "./handlers/webhook-deliveries.ts"
import { webhookEndpoints } from "./handlers/webhook-endpoints.ts"
import type { Readiness } from "./health/Readiness.ts"
import { Stopping } from "./health/Stopping.ts"
import { authorization } from "./http/authorization.ts"
import { fileBody } from "./http/file-body.ts"
import { defaultFileLimits } from "./http/file-limits.ts"
import type { FileLimits } from "./http/file-limits.ts"
import { jsonBody } from "./http/json-body.ts"
import { makeNodeServer } from "./http/node-server.ts"
import type { ConnectionLimits } from "./http/node-server.ts"
import { ofMerchant } from "./http/of-merchant.ts"
import { onlyLocal } from "./http/only-local.ts"
import { withAnswers } from "./http/pipeline.ts"
import { problemPages } from "./http/problem-pages.ts"
import { requestChecks } from "./http/request-checks.ts"
import { withAnonymousLimits } from "./http/too-many.ts"
import type { Idempotency } from "./idempotency/Idempotency.ts"
import type { MerchantRecords } from "./merchants/MerchantRecords.ts"
import type { Merchants } from "./merchants/Merchants.ts"
import type { SeenPayments } from "./payments/SeenPayments.ts"
import type { Reconciliations } from "./reconciliations/Reconciliations.ts"
import type { Metrics } from "./telemetry/Metrics.ts"
import { observeRequests } from "./telemetry/observe-request.ts"
import { spansOfRequests } from "./telemetry/request-spans.ts"
import type { Events } from "./webhooks/publish.ts"
import type { WebhookDeliveries } from "./webhooks/WebhookDeliveries.ts"
import type { WebhookEndpoints } from "./webhooks/WebhookEndpoints.ts"

/** Where a server listens and who may call it. */
export interface ServerOptions {
  readonly host: string
  /** 0 takes a free port. */
  readonly port: number
  /** Everyone on this machine is let in without a key, and no web page from elsewhere. */
  readonly isOpen: boolean
  /** Everyone may read the metrics, without a key. */
  readonly areMetricsOpen?: boolean
  /** How long a server that was told to stop goes on answering while it says that it is not ready, in milliseconds. */
  readonly drainDelayMillis?: number
  /** How many requests a minute one API key may make, and one address without a valid key. */
  readonly requestsPerMinute: number
  /** How much a file may be that is sent to it, where that is not the default. */
  readonly files?: Partial<FileLimits>
  /** How patient it is with connections, where that is not the default. */
  readonly connections?: Partial<ConnectionLimits>
  /** How long a stopping server waits for what is on its way, in milliseconds. */
  readonly drainMillis: number
}

// Scalar would load fonts from its makers' server, and send test requests through it.
const reference = HttpApiScalar.layer(Api, { path: "/docs", scalar: { withDefaultFonts: false, proxyUrl: "" } })

const routes = ({ areMetricsOpen, files, isOpen }: ServerOptions, stopping: Stopping["Service"]) => {
  const handlers = Layer.mergeAll(
    apiKeys,
    merchants,
    payments,
    qris,
    mutations,
    approvals,
    audit,
    exports,
    refundBatches({ ...defaultFileLimits, ...files }),
    reconciliations({ ...defaultFileLimits, ...files }),
    callbacks,
    receivedCallbacks,
    system,
    webhookEndpoints,
    webhookDeliveries
  )
  const checks = Layer.mergeAll(authorization(isOpen, areMetricsOpen), ofMerchant, jsonBody, fileBody, requestChecks)
  const api = HttpApiBuilder.layer(Api, { openapiPath: "/openapi.json" }).pipe(
    Layer.provide(handlers),
    Layer.provide(Layer.succeed(Stopping, stopping)),
    Layer.provide(checks)
  )
  return Layer.mergeAll(api, reference, problemPages)
}

/** A connection over which an answer is waited for is silent for as long as the answer may take. */
const silenceMillis = ({ drainMillis }: ServerOptions): number => Math.max(120_000, drainMillis + 30_000)

/** What the handlers work with. */
export type Services =
  | ApiKeys
  | Approvals
  | Batches
  | Idempotency
  | MerchantRecords
  | Merchants
  | Metrics
  | Readiness
  | Reconciliations
  | ReceivedCallbacks
  | SeenPayments
  | SnapTokens
  | Events
  | WebhookDeliveries
  | WebhookEndpoints

/** Serves the API with the services of the context, until the scope closes. */
export const serve = Effect.fnUntraced(function*(
  options: ServerOptions
): Effect.fn.Return<{ readonly url: string }, ServeError, Services | Scope.Scope> {
  const stopping = Stopping.of({ isStopping: false })
  const limits = Context.get(yield* Layer.build(RateLimits.layer(options.requestsPerMinute)), RateLimits)
  const app = yield* HttpRouter.toHttpEffect(routes(options, stopping)).pipe(
    Effect.provideService(RateLimits, limits),
    // A path member that is too long is for the contract to refuse, which says so.
    Effect.provideService(HttpRouter.RouterConfig, { maxParamLength: 8_192 }),
    Effect.provide(NodeHttpServer.layerHttpServices)
  )
  const server = yield* NodeHttpServer.make(
    () => makeNodeServer({ silenceMillis: silenceMillis(options), ...options.connections }),
    {
      host: options.host,
      port: options.port,
      gracefulShutdownTimeout: options.drainMillis
    }
  )
  // On its own machine, with nothing but the simulator behind it, a server that is open has nobody to hold off.
  const guarded = options.isOpen ? onlyLocal(app) : Effect.provideService(withAnonymousLimits(app), RateLimits, limits)
  yield* server.serve(observeRequests(withAnswers(guarded, () => stopping.isStopping))).pipe(
    Effect.provide(spansOfRequests)
  )
  // The load balancer hears first that nothing more should come, and only then is nothing more taken.
  yield* Effect.addFinalizer(() =>
    Effect.suspend(() => {
      stopping.isStopping = true
      return Effect.sleep(options.drainDelayMillis ?? 0)
    })
  )
  return { url: HttpServer.formatAddress(server.address) }
})
