/** A server on this machine that does not stop listening unless it is told to, and says so when it had to begin anew. */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { randomUUID } from "node:crypto"
import { createServer, get, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import type { AddressInfo, Socket } from "node:net"
import { CannotListen } from "./CannotListen.ts"
import { Events, type SocketEvent } from "./Events.ts"

/** Callbacks come to this machine only; a tunnel ends here too. */
export const host = "127.0.0.1"

/** How the server is made and watched. Everything but `port` has a default; tests make it hasty. */
export interface SocketOptions {
  readonly port: number
  /** A client that takes longer to send its request is cut off. */
  readonly requestTimeoutMillis?: number
  /** How often it makes sure that it is still there. */
  readonly checkMillis?: number
  /** Told of each server that is made. */
  readonly onServer?: (server: Server) => void
}

/** A socket that is listening. */
export interface Listening {
  readonly port: number
  readonly url: string
  readonly events: Events
  /** When it was last seen to listen, in milliseconds since 1970. */
  readonly seenAt: () => number
}

type Handler = (incoming: IncomingMessage, response: ServerResponse) => void

const mostHeaderBytes = 16_384
const mostHeaders = 100
const mostConnections = 100
const usualRequestTimeout = 15_000
const usualCheck = 30_000
const checkPatience = 5000

/** The waits before it tries to listen again, in milliseconds; the last one stays. */
const waits = [0, 200, 1000, 5000]

const statusLines: Readonly<Record<string, string>> = {
  ERR_HTTP_REQUEST_TIMEOUT: "408 Request Timeout",
  HPE_HEADER_OVERFLOW: "431 Request Header Fields Too Large"
}

const toldOf = new WeakSet<Socket>()

/** Whether it was told already that this connection ended badly. */
export const isTold = (socket: Socket): boolean => toldOf.has(socket)

const refuse = (code: string, socket: Socket): void => {
  if (!socket.writable) return
  socket.end(`HTTP/1.1 ${statusLines[code] ?? "400 Bad Request"}\r\nConnection: close\r\n\r\n`)
}

const makeServer = (
  { onServer, requestTimeoutMillis = usualRequestTimeout }: SocketOptions,
  handler: Handler,
  tell: (event: SocketEvent) => void
): Server => {
  const server = createServer({
    requestTimeout: requestTimeoutMillis,
    headersTimeout: requestTimeoutMillis,
    connectionsCheckingInterval: Math.min(requestTimeoutMillis, 1000),
    maxHeaderSize: mostHeaderBytes
  }, handler)
  server.maxHeadersCount = mostHeaders
  server.maxConnections = mostConnections
  server.on("drop", () => tell({ event: "turned-away", problem: "TOO_MANY_CONNECTIONS" }))
  // A connection that could not be taken: it goes on listening then. Without a listener Node would end the process.
  server.on("error", (error: NodeJS.ErrnoException) => {
    if (server.listening) tell({ event: "turned-away", problem: error.code ?? error.message })
  })
  server.on("clientError", (error: NodeJS.ErrnoException, socket: Socket) => {
    const code = error.code ?? "HPE_ERROR"
    // A client that resets a connection it does not need any more has not asked for anything.
    if (code !== "ECONNRESET") {
      toldOf.add(socket)
      tell({ event: "turned-away", problem: code })
    }
    refuse(code, socket)
    socket.destroySoon()
  })
  onServer?.(server)
  return server
}

const open = (server: Server, port: number): Effect.Effect<number, CannotListen> =>
  Effect.callback((resume) => {
    const failed = (error: NodeJS.ErrnoException) =>
      resume(Effect.fail(new CannotListen({ port, code: error.code ?? error.message })))
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

/** Waits until the server does not listen any more, and gives the reason. */
const lost = (server: Server): Effect.Effect<string> =>
  Effect.callback((resume) => {
    const closed = () => resume(Effect.succeed("CLOSED"))
    if (!server.listening) return closed()
    const failed = (error: NodeJS.ErrnoException) => {
      if (!server.listening) resume(Effect.succeed(error.code ?? error.message))
    }
    server.once("close", closed)
    server.on("error", failed)
    return Effect.sync(() => {
      server.off("close", closed)
      server.off("error", failed)
    })
  })

/** Whether who answers on the port is this very process. */
const isOurs = (port: number, path: string): Effect.Effect<boolean> =>
  Effect.callback((resume) => {
    const end = (isOurs: boolean) => resume(Effect.succeed(isOurs))
    const asked = get({ host, port, path, agent: false, timeout: checkPatience }, (response) => {
      response.resume()
      response.on("close", () => end(response.statusCode === 204))
    })
    asked.on("timeout", () => asked.destroy())
    asked.on("error", () => end(false))
    return Effect.sync(() => asked.destroy())
  })

/**
 * Listens on a port of this machine until the scope ends. When the socket is lost, by an error, by being closed or
 * because somebody else answers in its place, that is told and it listens again on the same port, however long that
 * takes. Fails only where it cannot listen to begin with.
 */
export const keepListening = Effect.fnUntraced(
  function*(options: SocketOptions, handle: Handler): Effect.fn.Return<Listening, CannotListen, Scope.Scope> {
    const events = yield* Events.make
    const tell = (event: SocketEvent): void => events.add(event)
    // Nobody else can know this path.
    const ownPath = `/${randomUUID()}`
    const handler: Handler = (incoming, response) =>
      incoming.url === ownPath ? void response.writeHead(204).end() : handle(incoming, response)

    // A connection that was turned away because there are too many shows that somebody listens.
    let dropped = 0
    const countDrops = (server: Server) => server.on("drop", () => dropped++)
    const make = () => countDrops(makeServer(options, handler, tell))
    let server = make()
    let seenAt = Date.now()
    yield* Effect.addFinalizer(() => close(server))
    const port = yield* open(server, options.port)

    const checked = Effect.gen(function*() {
      for (;;) {
        yield* Effect.sleep(options.checkMillis ?? usualCheck)
        const before = dropped
        if (!(yield* isOurs(port, ownPath)) && dropped === before) return "NO_ANSWER"
        seenAt = Date.now()
      }
    })
    const reopened = Effect.gen(function*() {
      let told = ""
      for (let tries = 0;; tries++) {
        yield* Effect.sleep(waits[Math.min(tries, waits.length - 1)] ?? 0)
        server = make()
        const opened = yield* Effect.result(open(server, port))
        if (opened._tag === "Success") return
        const { code } = opened.failure
        if (code !== told) tell({ event: "lost", problem: code })
        told = code
      }
    })
    const watched = Effect.gen(function*() {
      for (;;) {
        const problem = yield* Effect.raceFirst(lost(server), checked)
        tell({ event: "lost", problem })
        yield* close(server)
        yield* reopened
        seenAt = Date.now()
        tell({ event: "listening-again" })
      }
    })
    yield* Effect.forkScoped(watched)
    return { port, url: `http://${host}:${port}`, events, seenAt: () => seenAt }
  }
)
