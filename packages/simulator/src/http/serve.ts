import { localPort } from "@openfinpay/finpay-core"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as FiberSet from "effect/FiberSet"
import * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import { createServer } from "node:http"
import type { IncomingMessage, Server, ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { networkInterfaces } from "node:os"
import { isLoopbackHost } from "../callbacks/target.ts"
import { localMerchant } from "../merchants/local.ts"
import { localNotificationKey } from "../merchants/notification-key.ts"
import type { SimulatorOptions, SimulatorOptionsError } from "../options.ts"
import type { SimulatorService } from "../Simulator.ts"
import { Simulator } from "../Simulator.ts"
import { readBody } from "./read-body.ts"
import { writeAnswer } from "./write-answer.ts"

/** How a simulator is served. */
export interface ServeOptions extends SimulatorOptions {
  /** `127.0.0.1` unless given. */
  readonly host?: string
  /** 4710 unless given; 0 takes any free one. */
  readonly port?: number
  /**
   * Lets `host` be an address that other machines reach. The simulator is meant for nobody's eyes but yours: its
   * credentials are public and its control interface has none.
   */
  readonly allowNonLoopback?: boolean
  /** A client that takes longer to send its request is cut off; 15,000 unless given. */
  readonly requestTimeoutMillis?: number
}

/** Why a simulator could not be served. `code` is the system's, such as `EADDRINUSE`. */
export class ServeError extends Schema.TaggedError<ServeError>()("ServeError", {
  reason: Schema.Literals(["not-loopback", "cannot-listen"]),
  host: Schema.String,
  port: Schema.Int,
  code: Schema.optionalKey(Schema.String)
}) {
  override get message(): string {
    const at = `${this.host}:${this.port}`
    if (this.reason === "not-loopback") {
      return `${at} can be reached from other machines: choose 127.0.0.1, or allow it with allowNonLoopback`
    }
    return this.code === "EADDRINUSE"
      ? `${at} is taken: another simulator may run there; choose another port, or 0 for any free one`
      : `cannot listen on ${at}${this.code === undefined ? "" : ` (${this.code})`}`
  }
}

/** A simulator that is served, and what its first merchant needs to use it. */
export interface ServedSimulator {
  readonly url: string
  readonly merchantId: string
  readonly merchantKey: Redacted.Redacted
  /** Of the first merchant; absent when it has no SNAP side. */
  readonly snap?: {
    readonly clientId: string
    readonly clientSecret: Redacted.Redacted
    readonly partnerId: string
    readonly merchantId: string
    /** What QRIS notifications are verified with, unless the simulator was given a key for them. */
    readonly notificationPublicKeyPem?: string
  }
  /** The same simulator in process. */
  readonly simulator: SimulatorService
}

const headersOf = (incoming: IncomingMessage): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(incoming.headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(", ") : value]]
    )
  )

/** Deals with one request of the socket. What becomes of the client does not stop what it asked for. */
const exchange = Effect.fnUntraced(
  function*(simulator: SimulatorService, incoming: IncomingMessage, response: ServerResponse) {
    const read = yield* Effect.promise(() => readBody(incoming))
    if (read._tag === "Broken") return
    const answer = yield* simulator.handle({
      method: incoming.method ?? "GET",
      path: incoming.url ?? "/",
      headers: headersOf(incoming),
      ...(read._tag === "TooLarge" ? { body: new Uint8Array(), isTooLarge: true } : { body: read.bytes })
    })
    yield* writeAnswer(response, answer)
  },
  // Nothing here is expected to fail. If it does, the client must not wait for ever, and the reason must be seen.
  (effect, _, __, response) =>
    Effect.catchCause(
      effect,
      (cause) =>
        Effect.andThen(
          Effect.logError("the simulator failed on a request", cause),
          Effect.sync(() => response.destroy())
        )
    )
)

const limitsOf = ({ requestTimeoutMillis = 15_000 }: ServeOptions) => ({
  requestTimeout: requestTimeoutMillis,
  headersTimeout: requestTimeoutMillis,
  connectionsCheckingInterval: Math.min(requestTimeoutMillis, 5_000)
})

const listen = (server: Server, host: string, port: number): Effect.Effect<number, ServeError> =>
  Effect.callback((resume) => {
    const failed = (error: NodeJS.ErrnoException) => {
      const code = error.code === undefined ? {} : { code: error.code }
      resume(Effect.fail(new ServeError({ reason: "cannot-listen", host, port, ...code })))
    }
    server.once("error", failed)
    server.listen(port, host, () => {
      server.off("error", failed)
      resume(Effect.succeed((server.address() as AddressInfo).port))
    })
  })

const close = (server: Server): Effect.Effect<void> =>
  Effect.callback((resume) => {
    server.close(() => resume(Effect.void))
    server.closeAllConnections()
  })

const bracketed = (host: string): string => host.includes(":") ? `[${host}]` : host

/** Nobody can call "all addresses": whoever is on this machine calls the loopback one. */
const callable = (host: string): string => host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : host

/** The names a served simulator goes by: the host it was told, or for "all addresses" each of this machine's. */
const ownHosts = (host: string): ReadonlyArray<string> =>
  host === "0.0.0.0" || host === "::"
    ? Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []).map(({ address }) =>
      bracketed(address)
    )
    : [bracketed(host)]

const credentialsOf = (options: ServeOptions): Omit<ServedSimulator, "url" | "simulator"> => {
  const { id, key, snap } = options.merchants?.[0] ?? localMerchant
  const hasOwnKey = options.callbacks?.notificationKeyPem !== undefined
  return {
    merchantId: id,
    merchantKey: key,
    ...(snap === undefined ? {} : {
      snap: {
        clientId: snap.clientId,
        clientSecret: snap.clientSecret,
        partnerId: snap.partnerId,
        merchantId: snap.merchantId,
        ...(hasOwnKey ? {} : { notificationPublicKeyPem: localNotificationKey.publicKeyPem })
      }
    })
  }
}

/**
 * Serves a simulator over HTTP until the scope ends: on this machine only, unless told otherwise.
 *
 * Connections that a fault cuts are cut for real. Fails with {@link ServeError} when it cannot listen and with
 * {@link SimulatorOptionsError} for options that cannot be used.
 *
 * @example
 * ```ts
 * import { serve } from "@openfinpay/finpay-simulator"
 * import { Effect } from "effect"
 *
 * const program = Effect.gen(function*() {
 *   const { url } = yield* serve({ port: 0 })
 *   const answer = yield* Effect.promise(() => fetch(`${url}/_simulator/healthz`))
 *   return answer.status
 * })
 * Effect.runPromise(Effect.scoped(program)) // => 200
 * ```
 */
export const serve = Effect.fn("serve")(
  function*(
    options: ServeOptions = {}
  ): Effect.fn.Return<ServedSimulator, ServeError | SimulatorOptionsError, Scope.Scope> {
    const { host = "127.0.0.1", port = localPort } = options
    if (!isLoopbackHost(host) && options.allowNonLoopback !== true) {
      return yield* new ServeError({ reason: "not-loopback", host, port })
    }
    // The port is known only once the server listens, and the simulator's links need it: requests wait that long.
    const ready = yield* Deferred.make<SimulatorService>()
    const run = yield* FiberSet.makeRuntime()
    const server = createServer(limitsOf(options), (incoming, response) => {
      run(Effect.flatMap(Deferred.await(ready), (simulator) => exchange(simulator, incoming, response)))
    })
    yield* Effect.addFinalizer(() => close(server))
    const actualPort = yield* listen(server, host, port)
    const url = `http://${bracketed(callable(host))}:${actualPort}`
    const controlHosts = [...(options.controlHosts ?? []), ...ownHosts(host)]
    const context = yield* Layer.build(Simulator.layer({ publicUrl: url, ...options, controlHosts }))
    const simulator = Context.get(context, Simulator)
    yield* Deferred.succeed(ready, simulator)
    return { url, ...credentialsOf(options), simulator }
  }
)
