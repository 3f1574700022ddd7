import { Effect } from "effect"
import type { Scope } from "effect"
import { createServer } from "node:http"
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http"
import type { Server, Socket } from "node:net"

/** A request as it came in. */
export interface Recorded {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
  /** Counts connections from 1, so that two requests on the same one can be told. */
  readonly connection: number
}

/** What the server does with a request whose body has arrived. */
export type Reply = (response: ServerResponse, request: Recorded) => void

export interface ScriptedServer {
  readonly url: string
  readonly requests: ReadonlyArray<Recorded>
  /** Resolves when this many requests have arrived. */
  arrived(count: number): Effect.Effect<void>
}

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Array<Buffer> = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString("utf8")
}

/** The address of a listening server on this machine. */
export const portOf = (server: { address(): ReturnType<Server["address"]> }): number => {
  const address = server.address()
  if (address === null || typeof address === "string") throw new Error("the server does not listen on a port")
  return address.port
}

/** Starts any kind of server on a free port of this machine and ends it with the scope, open connections included. */
export const listening = <S extends Server>(server: S): Effect.Effect<S, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.callback<S>((resume) => {
      const sockets = new Set<Socket>()
      server.on("connection", (socket: Socket) => {
        sockets.add(socket)
        socket.on("error", () => {})
        socket.on("close", () => sockets.delete(socket))
      })
      Object.assign(server, { sockets })
      server.listen(0, "127.0.0.1", () => resume(Effect.succeed(server)))
    }),
    (server) =>
      Effect.callback<void>((resume) => {
        server.close(() => resume(Effect.void))
        const { sockets } = server as S & { readonly sockets: ReadonlySet<Socket> }
        for (const socket of sockets) socket.destroy()
      })
  )

/** A server of which the nth request gets the nth reply; the last reply goes on for all that follow. */
export const scriptedServer: (
  ...replies: ReadonlyArray<Reply>
) => Effect.Effect<ScriptedServer, never, Scope.Scope> = Effect.fnUntraced(
  function*(...replies) {
    const requests: Array<Recorded> = []
    const connections = new Map<Socket, number>()
    const waiting: Array<{ readonly count: number; readonly resume: () => void }> = []
    const server = createServer((incoming, response) => {
      const record = async () => {
        if (!connections.has(incoming.socket)) connections.set(incoming.socket, connections.size + 1)
        const request: Recorded = {
          method: incoming.method ?? "",
          path: incoming.url ?? "",
          headers: incoming.headers,
          body: await bodyOf(incoming),
          connection: connections.get(incoming.socket) ?? 0
        }
        requests.push(request)
        for (const { count, resume } of waiting) if (requests.length >= count) resume()
        const reply = replies[Math.min(requests.length, replies.length) - 1]
        reply?.(response, request)
      }
      record().catch(() => incoming.socket.destroy())
    })
    // A test that gets no turn for a while finds its connections as it left them.
    server.keepAliveTimeout = 600_000
    yield* listening(server)
    return {
      url: `http://127.0.0.1:${portOf(server)}`,
      requests,
      arrived: (count) =>
        Effect.callback<void>((resume) => {
          if (requests.length >= count) resume(Effect.void)
          else waiting.push({ count, resume: () => resume(Effect.void) })
        })
    }
  }
)
