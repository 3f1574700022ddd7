import * as Effect from "effect/Effect"
import * as HttpApiClient from "effect/http-api/HttpApiClient"
import * as HttpApiMiddleware from "effect/http-api/HttpApiMiddleware"
import type * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Redacted from "effect/Redacted"
import { Api } from "./contract/Api.ts"
import { Authorization } from "./contract/middleware.ts"

export { Api } from "./contract/Api.ts"

/** Where the API is, and the key it was started with; none for an open one. */
export interface ClientOptions {
  readonly baseUrl: string
  readonly apiKey?: Redacted.Redacted | undefined
}

const bearer = (apiKey: Redacted.Redacted | undefined) =>
  HttpApiMiddleware.layerClient(
    Authorization,
    ({ next, request }) => next(apiKey === undefined ? request : HttpClientRequest.bearerToken(request, apiKey))
  )

/**
 * A typed client of the API, over the HTTP client of the context. It holds the contract and nothing of the server.
 *
 * A problem is an error with the `_tag` of its kind, `OutcomeUnknown` included. The client repeats nothing by itself;
 * what you (or the HTTP client) repeat is recognised by its `idempotency-key`, so keep to one key for one intent.
 *
 * @example
 * ```ts
 * import { makeClient } from "@openfinpay/finpay-api/client"
 * import { Effect } from "effect"
 * import { FetchHttpClient } from "effect/http"
 *
 * const unreachable = Effect.gen(function*() {
 *   const api = yield* makeClient({ baseUrl: "http://127.0.0.1:1" })
 *   return yield* Effect.flip(api.system.health())
 * })
 * Effect.runPromise(Effect.provide(unreachable, FetchHttpClient.layer)).then((error) => error._tag)
 * // => "HttpClientError"
 * ```
 */
export const makeClient = ({ apiKey, baseUrl }: ClientOptions): Effect.Effect<
  HttpApiClient.ForApi<typeof Api>,
  never,
  HttpClient.HttpClient
> => Effect.provide(HttpApiClient.make(Api, { baseUrl }), bearer(apiKey))
