import type { JournalUnavailable } from "@openfinpay/finpay-journal"
import { ConfigurationProblem } from "@openfinpay/finpay-transport"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type { ServeError } from "effect/http/HttpServerError"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { ApiKeys } from "./access/ApiKeys.ts"
import { SecretBox } from "./access/SecretBox.ts"
import { layerAsking } from "./approvals/layer-asking.ts"
import { Batches } from "./batches/Batches.ts"
import type { ApiOptions } from "./configuration/ApiOptions.ts"
import { userDatabase } from "./configuration/options-from-env.ts"
import { resolveOptions } from "./configuration/resolve-options.ts"
import { signerOf } from "./configuration/signer.ts"
import { layerDatabase } from "./database/layer.ts"
import { claimEnvironment } from "./database/one-environment.ts"
import { layerApiQueues } from "./database/queues.ts"
import { FinpayClock } from "./health/FinpayClock.ts"
import { Readiness } from "./health/Readiness.ts"
import { MerchantRecords } from "./merchants/MerchantRecords.ts"
import { Merchants } from "./merchants/Merchants.ts"
import { PaymentQuestions } from "./payments/ask-again.ts"
import { layerPaymentBooks, layerPaymentWork } from "./payments/layer.ts"
import { Reconciliations } from "./reconciliations/Reconciliations.ts"
import { serve } from "./server.ts"
import { Metrics } from "./telemetry/Metrics.ts"
import { layerWebhookBooks, layerWebhookWork } from "./webhooks/layer.ts"
import { Events } from "./webhooks/publish.ts"
import { WebhookQueue } from "./webhooks/queue.ts"

const layerMerchants = (options: ApiOptions) =>
  Merchants.layer({
    finpay: options.finpay,
    settings: options.journal ?? {},
    signerOf: (config) =>
      Effect.mapError(signerOf(options, config), (problem) => new ConfigurationProblem({ problems: [problem] }))
  })

/** A server that answers. */
export interface Served {
  readonly url: string
  /** It lets everyone on this machine in without a key. */
  readonly isOpen: boolean
}

/**
 * Serves the API over HTTP until the scope closes; then it takes no new request, lets those on their way end, and after
 * them what the journal is sending.
 *
 * Fails with `ConfigurationProblem`, which names every option that cannot be used, with `JournalUnavailable` when the
 * journal's database cannot be used, and with `ServeError` when it cannot listen.
 *
 * @example
 * ```ts
 * import { serveApi } from "@openfinpay/finpay-api"
 * import { localConfig } from "@openfinpay/finpay-transport"
 * import { Effect } from "effect"
 *
 * const health = Effect.scoped(Effect.gen(function*() {
 *   const { url } = yield* serveApi({ finpay: localConfig(), port: 0, database: { file: ":memory:" } })
 *   return yield* Effect.promise(() => fetch(`${url}/healthz`).then((response) => response.json()))
 * }))
 * Effect.runPromise(health).then(({ status }) => status) // => "ok"
 * ```
 */
export const serveApi = Effect.fnUntraced(function*(
  options: ApiOptions
): Effect.fn.Return<Served, ConfigurationProblem | JournalUnavailable | ServeError, Scope.Scope> {
  const { asking, batches, reconciliations, encryptionKeys: [encryptionKey, ...earlier], server, webhooks } =
    yield* resolveOptions(options)
  const database = layerDatabase(options.database ?? (yield* userDatabase)).pipe(
    Layer.tap((services) => Effect.provideContext(claimEnvironment(options.finpay.environment), services))
  )
  // What is built later is closed earlier: first the server, then the merchants' journals and the idempotency, which wait
  // for what is on its way, and only then the database. Merging them all side by side would close them at the same time.
  const services = yield* Layer.build(
    Layer.mergeAll(
      Metrics.layer,
      Readiness.layer,
      layerWebhookWork(webhooks),
      layerPaymentWork,
      Batches.layer(batches),
      Reconciliations.layer(reconciliations)
    ).pipe(
      Layer.provideMerge(
        Layer.mergeAll(
          layerPaymentBooks,
          ApiKeys.layer,
          layerAsking(asking),
          layerMerchants(options),
          MerchantRecords.layer(options.finpay),
          layerWebhookBooks(webhooks)
        )
      ),
      Layer.provideMerge(Events.layer),
      Layer.provideMerge(Layer.mergeAll(WebhookQueue.layer, PaymentQuestions.layer)),
      Layer.provideMerge(layerApiQueues(options.journal)),
      Layer.provideMerge(Layer.mergeAll(SecretBox.layer(encryptionKey, earlier), FinpayClock.layer, database))
    )
  )
  const hasKeys = server.isOpen || (yield* Context.get(services, ApiKeys).any)
  if (!hasKeys) {
    yield* Effect.logWarning("there is no API key yet, so nobody is let in: make one with `finpay-api init`")
  }
  return { ...(yield* Effect.provideContext(serve(server), services)), isOpen: server.isOpen }
})
