import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientError from "effect/http/HttpClientError"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import type * as Scope from "effect/Scope"
import type { SimulatedAnswer } from "../answer/SimulatedAnswer.ts"
import type { SimulatedRequest } from "../answer/SimulatedRequest.ts"

type Request = HttpClientRequest.HttpClientRequest

/** The error of a broken connection as fetch gives it: what is wrong stands in the cause's `code`. */
const brokenAs = (code: string, text: string): TypeError =>
  new TypeError("fetch failed", { cause: Object.assign(new Error(text), { code }) })

const transportError = (request: Request, cause: Error) =>
  new HttpClientError.HttpClientError({ reason: new HttpClientError.TransportError({ request, cause }) })

const refused = (request: Request) =>
  transportError(request, brokenAs("ECONNREFUSED", "connect ECONNREFUSED 127.0.0.1"))
const reset = (request: Request) => transportError(request, brokenAs("ECONNRESET", "read ECONNRESET"))

const bodyBytes = (request: Request): Effect.Effect<Uint8Array, HttpClientError.HttpClientError> => {
  const { body } = request
  if (body._tag === "Empty") return Effect.succeed(new Uint8Array())
  if (body._tag === "Uint8Array") return Effect.succeed(body.body)
  return Effect.fail(
    new HttpClientError.HttpClientError({
      reason: new HttpClientError.EncodeError({ request, description: `the simulator takes no ${body._tag} body` })
    })
  )
}

const headersOf = (request: Request, url: URL): Readonly<Record<string, string>> => {
  const { body } = request
  const contentType = body._tag === "Uint8Array" ? { "content-type": body.contentType } : {}
  return { host: url.host, ...contentType, ...request.headers }
}

/** Statuses a Web response may have no body with. */
const isBodiless = (status: number): boolean => status === 204 || status === 205 || status === 304

const wholeResponse = ({ body, headers, status }: SimulatedAnswer): Response =>
  new Response(isBodiless(status) ? null : body.slice(), {
    status,
    headers: { ...headers, "content-length": String(body.length) }
  })

const cutResponse = ({ body, headers, status }: SimulatedAnswer, bytes: number): Response =>
  new Response(
    new ReadableStream<Uint8Array>({
      pull(controller) {
        if (bytes > 0) controller.enqueue(body.slice(0, bytes))
        controller.error(new TypeError("terminated", { cause: brokenAs("UND_ERR_SOCKET", "other side closed").cause }))
      }
    }),
    { status, headers: { ...headers, "content-length": String(body.length) } }
  )

const respond = Effect.fnUntraced(function*(
  request: Request,
  answer: SimulatedAnswer
): Effect.fn.Return<HttpClientResponse.HttpClientResponse, HttpClientError.HttpClientError> {
  const { delivery } = answer
  switch (delivery.kind) {
    case "refused":
      return yield* refused(request)
    case "cut-before-headers":
      return yield* reset(request)
    case "never":
      return yield* Effect.never
    case "cut-after":
      return HttpClientResponse.fromWeb(request, cutResponse(answer, delivery.bytes))
    case "slow":
      yield* Effect.sleep(delivery.millis)
      return HttpClientResponse.fromWeb(request, wholeResponse(answer))
    case "trickle":
      // In process nobody sees the pieces: what counts is when the last one is there.
      yield* Effect.sleep(delivery.millis * (delivery.pieces - 1))
      return HttpClientResponse.fromWeb(request, wholeResponse(answer))
    case "whole":
      return HttpClientResponse.fromWeb(request, wholeResponse(answer))
  }
})

/**
 * An HttpClient whose requests never leave the process. Every host leads to the simulator.
 *
 * A request that was sent is carried out even when its sender is interrupted, as it would be over a network: it runs in
 * `scope`, not in the sender's fiber.
 */
export const inProcessClient = (
  handle: (request: SimulatedRequest) => Effect.Effect<SimulatedAnswer>,
  scope: Scope.Scope
): HttpClient.HttpClient =>
  HttpClient.make((request, url) =>
    Effect.gen(function*() {
      const simulated = {
        method: request.method,
        path: `${url.pathname}${url.search}`,
        headers: headersOf(request, url),
        body: yield* bodyBytes(request)
      }
      const fiber = yield* Effect.forkIn(handle(simulated), scope, { startImmediately: true })
      return yield* respond(request, yield* Fiber.join(fiber))
    })
  )
