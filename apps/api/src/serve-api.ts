import { Finpay } from "@openfinpay/finpay-transport"
import type { ConfigurationProblem } from "@openfinpay/finpay-transport"
import { layerUndici } from "@openfinpay/finpay-transport/undici"
import * as Effect from "effect/Effect"
import type { ServeError } from "effect/http/HttpServerError"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { SeenNews } from "./callbacks/SeenNews.ts"
import { resolveOptions } from "./configuration.ts"
import type { ApiOptions } from "./configuration.ts"
import { layerMemory } from "./idempotency/memory.ts"
import { serve } from "./server.ts"

/**
 * Serves the API over HTTP until the scope closes; then it takes no new request and lets those on their way end.
 *
 * Fails with `ConfigurationProblem`, which names every option that cannot be used, and with `ServeError` when it cannot
 * listen.
 *
 * @example
 * ```ts
 * import { serveApi } from "@openfinpay/finpay-api"
 * import { localConfig } from "@openfinpay/finpay-transport"
 * import { Effect } from "effect"
 *
 * const health = Effect.scoped(Effect.gen(function*() {
 *   const { url } = yield* serveApi({ finpay: localConfig(), port: 0 })
 *   return yield* Effect.promise(() => fetch(`${url}/healthz`).then((response) => response.json()))
 * }))
 * Effect.runPromise(health).then(({ status }) => status) // => "ok"
 * ```
 */
export const serveApi = Effect.fnUntraced(function*(
  options: ApiOptions
): Effect.fn.Return<{ readonly url: string }, ConfigurationProblem | ServeError, Scope.Scope> {
  const server = yield* resolveOptions(options)
  const finpay = Finpay.layer(options.finpay).pipe(Layer.provide(layerUndici(options.finpay)))
  // What is built later is closed earlier: first the server, then the idempotency, which waits for what is on its way,
  // and only then the connections to Finpay. Merging the two side by side would close them at the same time.
  const services = yield* Layer.build(
    Layer.merge(SeenNews.layer, layerMemory().pipe(Layer.provideMerge(finpay)))
  )
  return yield* Effect.provideContext(serve(server), services)
})
