/**
 * The HTTP client for servers on Node: connect time-out, TLS 1.3, kept-open connections for calls that only read, and a
 * new connection for every mutation.
 */
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { buildConnector } from "@effect/platform-node/Undici"
import type { Dispatcher } from "@effect/platform-node/Undici"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import { limitsOf } from "./FinpayConfig.ts"
import { NotConnected } from "./http/failure.ts"
import { FreshConnection } from "./http/FreshConnection.ts"
import { withOwnExchange } from "./http/own-exchange.ts"
import { undiciExchange } from "./undici-exchange.ts"

/** Settings of the connections. A `FinpayConfig` can be given as it is. */
export interface UndiciOptions {
  /** The longest a connection may take to be made, TLS included, in milliseconds. */
  readonly connectTimeoutMillis?: number | undefined
  /** Bounds the connect time-out when that is not given. */
  readonly totalTimeoutMillis?: number | undefined
  /**
   * The oldest TLS that is spoken: 1.3 unless a host of Finpay does not speak it yet.
   *
   * Source: SNAP BI security page asks for TLS 1.3 and ends TLS 1.2 on 30 June 2026.
   */
  readonly minTlsVersion?: "TLSv1.2" | "TLSv1.3" | undefined
  /** Certificates to trust in place of the well-known ones, as PEM text; for a proxy of your own. */
  readonly ca?: string | ReadonlyArray<string> | undefined
  /** Hears the header `Date` of each answer. For who only wants that, it costs less than to wrap the client. */
  readonly onDate?: ((date: string) => void) | undefined
}

type Connector = ReturnType<typeof buildConnector>

/**
 * Makes connections and marks each failure to make one, so that it is certain that nothing was sent. HTTP/2 is left
 * out: there, requests of a connection that the server ends are sent again by the client.
 */
const connector = (options: UndiciOptions): Connector => {
  const connect = buildConnector({
    timeout: limitsOf(options).connectTimeoutMillis,
    minVersion: options.minTlsVersion ?? "TLSv1.3",
    allowH2: false,
    ...(options.ca === undefined ? {} : { ca: [options.ca].flat() })
  })
  return (target, callback) =>
    connect(
      target,
      (...[error, socket]) =>
        error === null ? callback(null, socket) : callback(new NotConnected(error, target.protocol === "https:"), null)
    )
}

const clientOver = (dispatcher: Dispatcher) =>
  Effect.provideService(NodeHttpClient.makeUndici, NodeHttpClient.Dispatcher, dispatcher)

/**
 * An HTTP client over undici for `Finpay.layer` and for the option `http` of `createFinpay`. It never sends a request
 * a second time.
 *
 * @example
 * ```ts
 * import { createFinpay } from "@openfinpay/finpay-transport"
 * import { layerUndici } from "@openfinpay/finpay-transport/undici"
 *
 * const finpay = createFinpay({ environment: "local", http: layerUndici({ connectTimeoutMillis: 5_000 }) })
 * finpay.close().then(() => "closed") // => "closed"
 * ```
 */
export const layerUndici = (options: UndiciOptions = {}): Layer.Layer<HttpClient.HttpClient> =>
  Layer.effect(
    HttpClient.HttpClient,
    Effect.gen(function*() {
      const connect = connector(options)
      const kept = yield* NodeHttpClient.makeDispatcherOptions({ connect, allowH2: false, pipelining: 1 })
      const fresh = yield* NodeHttpClient.makeDispatcherOptions({ connect, allowH2: false, pipelining: 0 })
      const freshClient = yield* clientOver(fresh)
      const client = HttpClient.transform(yield* clientOver(kept), (response, request) =>
        Effect.flatMap(FreshConnection, (isFresh) =>
          isFresh ? freshClient.execute(request) : response))
      const hear = (date: string | undefined): void => {
        if (date === undefined) {
          return
        }
        try {
          options.onDate?.(date)
        } catch {
          // No answer is lost for what a listener does.
        }
      }
      const heard = HttpClient.tap(client, ({ headers }) =>
        Effect.sync(() => hear(headers["date"])))
      return withOwnExchange(heard, undiciExchange({ kept, fresh }, hear))
    })
  )
