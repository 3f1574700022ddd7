import { Context, Effect, Layer } from "effect"
import { FetchHttpClient } from "effect/http"
import type { HttpClient } from "effect/http"
import { layerFetch } from "../../src/http/fetch-exchange.ts"
import { Finpay, localConfig } from "../../src/index.ts"
import type { FinpayConfig } from "../../src/index.ts"
import { layerNodeHttp } from "../../src/node-http.ts"
import { layerUndici } from "../../src/undici.ts"

/** The HTTP clients everything is tried with. */
export const clients: ReadonlyArray<readonly [name: string, layer: Layer.Layer<HttpClient.HttpClient>]> = [
  ["fetch", FetchHttpClient.layer],
  ["own-fetch", layerFetch],
  ["undici", layerUndici()],
  ["node-http", layerNodeHttp()]
]

/** The simulator's configuration at another address, without retries unless asked for. */
export const configAt = (url: string, more: Partial<FinpayConfig> = {}): FinpayConfig => ({
  ...localConfig(url),
  queryRetries: 0,
  ...more
})

/** Finpay at an address over an HTTP client, until the test ends. */
export const openFinpay = (
  url: string,
  http: Layer.Layer<HttpClient.HttpClient>,
  more: Partial<FinpayConfig> = {}
) =>
  Finpay.layer(configAt(url, more)).pipe(
    Layer.provide(http),
    Layer.build,
    Effect.map(Context.get(Finpay))
  )
