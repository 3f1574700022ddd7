import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as Effect from "effect/Effect"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import * as HttpApiScalar from "effect/http-api/HttpApiScalar"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServer from "effect/http/HttpServer"
import type { ServeError } from "effect/http/HttpServerError"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { createServer } from "node:http"
import type { ApiKeys } from "./access/ApiKeys.ts"
import type { SeenNews } from "./callbacks/SeenNews.ts"
import { Api } from "./contract/Api.ts"
import { callbacks, news, system } from "./handlers/callbacks.ts"
import { mutations } from "./handlers/mutations.ts"
import { payments } from "./handlers/payments.ts"
import { qris } from "./handlers/qris.ts"
import { authorization } from "./http/authorization.ts"
import { jsonBody } from "./http/json-body.ts"
import { ofMerchant } from "./http/of-merchant.ts"
import { onlyLocal } from "./http/only-local.ts"
import { withAnswers } from "./http/pipeline.ts"
import { problemPages } from "./http/problem-pages.ts"
import { requestChecks } from "./http/request-checks.ts"
import type { Idempotency } from "./idempotency/Idempotency.ts"
import type { Merchants } from "./merchants/Merchants.ts"

/** Where a server listens and who may call it. */
export interface ServerOptions {
  readonly host: string
  /** 0 takes a free port. */
  readonly port: number
  /** Everyone on this machine is let in without a key, and no web page from elsewhere. */
  readonly isOpen: boolean
  /** How long a stopping server waits for what is on its way, in milliseconds. */
  readonly drainMillis: number
}

// Scalar would load fonts from its makers' server, and send test requests through it.
const reference = HttpApiScalar.layer(Api, { path: "/docs", scalar: { withDefaultFonts: false, proxyUrl: "" } })

const routes = ({ isOpen }: ServerOptions) => {
  const handlers = Layer.mergeAll(payments, qris, mutations, callbacks, news, system)
  const checks = Layer.mergeAll(authorization(isOpen), ofMerchant, jsonBody, requestChecks)
  const api = HttpApiBuilder.layer(Api, { openapiPath: "/openapi.json" }).pipe(
    Layer.provide(handlers),
    Layer.provide(checks)
  )
  return Layer.mergeAll(api, reference, problemPages)
}

// Headers and body must come in time, so that slow senders cannot hold every connection.
const timeouts = { headersTimeout: 10_000, requestTimeout: 30_000, connectionsCheckingInterval: 5_000 }

/** What the handlers work with. */
export type Services = ApiKeys | Idempotency | Merchants | SeenNews

/** Serves the API with the services of the context, until the scope closes. */
export const serve = Effect.fnUntraced(function*(
  options: ServerOptions
): Effect.fn.Return<{ readonly url: string }, ServeError, Services | Scope.Scope> {
  const app = yield* HttpRouter.toHttpEffect(routes(options)).pipe(
    // A path member that is too long is for the contract to refuse, which says so.
    Effect.provideService(HttpRouter.RouterConfig, { maxParamLength: 8_192 }),
    Effect.provide(NodeHttpServer.layerHttpServices)
  )
  const server = yield* NodeHttpServer.make(() => createServer(timeouts), {
    host: options.host,
    port: options.port,
    gracefulShutdownTimeout: options.drainMillis
  })
  let isStopping = false
  const guarded = options.isOpen ? onlyLocal(app) : app
  yield* server.serve(withAnswers(guarded, () => isStopping))
  yield* Effect.addFinalizer(() =>
    Effect.sync(() => {
      isStopping = true
    })
  )
  return { url: HttpServer.formatAddress(server.address) }
})
