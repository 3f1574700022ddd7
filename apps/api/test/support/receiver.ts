import { Deferred, Effect, FiberSet } from "effect"
import { createServer } from "node:http"
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http"
import { listening } from "./listening.ts"

/** A webhook as a receiver got it. */
export interface Received {
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** A request and its answer, for a test to end. */
export interface Exchange extends Received {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** Comes when the connection is closed. */
  readonly closed: Effect.Effect<void>
}

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Array<Buffer> = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString("utf8")
}

/** A receiver of webhooks on this machine, until the test ends; it answers as it is told. */
export const startReceiver = (answer: (exchange: Exchange) => Effect.Effect<void>) =>
  Effect.gen(function*() {
    const run = yield* FiberSet.makeRuntime()
    const received: Array<Received> = []
    const server = createServer((request, response) => {
      const closed = Deferred.makeUnsafe<void>()
      response.on("close", () => run(Deferred.succeed(closed, undefined)))
      run(Effect.gen(function*() {
        const body = yield* Effect.promise(() => bodyOf(request))
        const exchange = { request, response, headers: request.headers, body, closed: Deferred.await(closed) }
        received.push({ headers: request.headers, body })
        yield* answer(exchange)
      }))
    })
    const port = yield* listening(server)
    return { port, url: `http://127.0.0.1:${port}/hook`, received }
  })

/** Answers with a status, headers and a body. */
export const reply =
  (status: number, headers: Readonly<Record<string, string>> = {}, body = "") => ({ response }: Exchange) =>
    Effect.sync(() => {
      response.writeHead(status, headers)
      response.end(body)
    })
