import type * as HttpClient from "effect/http/HttpClient"
import type { Exchange } from "./exchange.ts"

/**
 * Clients of ours that can do a whole exchange by themselves, which is much less work than to go through Effect's
 * client. A client that was wrapped (retried, logged, limited) is another client, and its wrapping is gone through.
 */
const exchanges = new WeakMap<HttpClient.HttpClient, Exchange>()

/** Says how a client does a whole exchange. Its promises are those of `GuardedClient`. */
export const withOwnExchange = (client: HttpClient.HttpClient, exchange: Exchange): HttpClient.HttpClient => {
  exchanges.set(client, exchange)
  return client
}

/** How a client does a whole exchange, if it can. */
export const ownExchange = (client: HttpClient.HttpClient): Exchange | undefined => exchanges.get(client)
