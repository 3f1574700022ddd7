/**
 * The HTTP client for programs on Node that start often and run shortly: over `node:http`, which is loaded in a tenth of
 * the time of `fetch`.
 */
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import { Agent } from "node:http"
import { Agent as TlsAgent } from "node:https"
import type { Duplex } from "node:stream"
import { limitsOf } from "./FinpayConfig.ts"
import { NotConnected } from "./http/failure.ts"
import { FreshConnection } from "./http/FreshConnection.ts"

/** Settings of the connections. A `FinpayConfig` can be given as it is. */
export interface NodeHttpOptions {
  /** The longest a connection may take to be made, TLS included, in milliseconds. */
  readonly connectTimeoutMillis?: number | undefined
  /** Bounds the connect time-out when that is not given. */
  readonly totalTimeoutMillis?: number | undefined
}

type Made = (error: Error | null, socket: Duplex) => void

const tookTooLong = () =>
  Object.assign(new Error("the connection took too long"), { code: "ETIMEDOUT", syscall: "connect" })

/**
 * Hands a socket over once it is connected, TLS included. Until then no request is given to it, so whatever fails before
 * is marked: it is certain that nothing was sent.
 */
const whenConnected = (socket: Duplex, isTls: boolean, patienceMillis: number, made: Made): void => {
  const connected = isTls ? "secureConnect" : "connect"
  const end = (error?: Error) => {
    clearTimeout(patience)
    socket.off(connected, ready).off("error", end).off("close", closed)
    if (error === undefined) return made(null, socket)
    socket.on("error", () => {}).destroy()
    made(new NotConnected(error, isTls), socket)
  }
  const ready = () => end()
  const closed = () => end(new Error("the connection was closed while it was made"))
  const patience = setTimeout(() => end(tookTooLong()), patienceMillis)
  socket.on(connected, ready).on("error", end).on("close", closed)
}

const agentsOf = (options: NodeHttpOptions, keepAlive: boolean) => {
  const { connectTimeoutMillis } = limitsOf(options)

  class PlainConnections extends Agent {
    override createConnection(...[target, made]: Parameters<Agent["createConnection"]>): undefined {
      const socket = super.createConnection(target)
      if (socket && made) whenConnected(socket, false, connectTimeoutMillis, made)
    }
  }

  class TlsConnections extends TlsAgent {
    override createConnection(...[target, made]: Parameters<TlsAgent["createConnection"]>): undefined {
      const socket = super.createConnection(target)
      if (socket && made) whenConnected(socket, true, connectTimeoutMillis, made)
    }
  }

  return Effect.acquireRelease(
    Effect.sync(() => ({ http: new PlainConnections({ keepAlive }), https: new TlsConnections({ keepAlive }) })),
    (agents) =>
      Effect.sync(() => {
        agents.http.destroy()
        agents.https.destroy()
      })
  )
}

const clientWith = (options: NodeHttpOptions, keepAlive: boolean) =>
  Effect.flatMap(
    agentsOf(options, keepAlive),
    (agents) => Effect.provideService(NodeHttpClient.makeNodeHttp, NodeHttpClient.HttpAgent, agents)
  )

/**
 * An HTTP client over `node:http` for `Finpay.layer` and for the option `http` of `createFinpay`. It never sends a
 * request a second time, gives each mutation a connection of its own, and knows which failures happened before a byte
 * left. It asks for no compressed answers, and goes through no proxy.
 *
 * @example
 * ```ts
 * import { createFinpay } from "@openfinpay/finpay-transport"
 * import { layerNodeHttp } from "@openfinpay/finpay-transport/node-http"
 *
 * const finpay = createFinpay({ environment: "local", http: layerNodeHttp({ connectTimeoutMillis: 5_000 }) })
 * finpay.close().then(() => "closed") // => "closed"
 * ```
 */
export const layerNodeHttp = (options: NodeHttpOptions = {}): Layer.Layer<HttpClient.HttpClient> =>
  Layer.effect(
    HttpClient.HttpClient,
    Effect.gen(function*() {
      const kept = yield* clientWith(options, true)
      const fresh = yield* clientWith(options, false)
      return HttpClient.transform(kept, (response, request) =>
        Effect.flatMap(FreshConnection, (isFresh) => isFresh ? fresh.execute(request) : response))
    })
  )
