import { layerNodeHttp } from "@openfinpay/finpay-transport/node-http"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import type * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import { globalAgent } from "node:http"

/** By `NODE_USE_ENV_PROXY` or a flag of its own, Node was told to go through the proxies that the environment names. */
const mayUseProxy = (): boolean => {
  const options: unknown = Reflect.get(globalAgent, "options")
  return typeof options === "object" && options !== null && Reflect.get(options, "proxyEnv") !== undefined
}

/**
 * How finpay calls: over `node:http`, because `fetch` takes longer to be loaded than all of a call takes. Where Node was
 * told of proxies over `fetch`, which knows how to go through one.
 */
export const finpayHttp: Layer.Layer<HttpClient.HttpClient> = Layer.suspend(() =>
  mayUseProxy() ? FetchHttpClient.layer : layerNodeHttp()
)
