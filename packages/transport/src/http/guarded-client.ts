import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { constVoid } from "effect/Function"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Headers from "effect/http/Headers"
import * as HttpClient from "effect/http/HttpClient"
import type * as HttpClientError from "effect/http/HttpClientError"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import type * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Tracer from "effect/Tracer"
import { isRedirect, redirected, refusedAnswer, timedOut } from "./exchange.ts"
import type { Exchange, ExchangeOptions, NoAnswer, WireRequest } from "./exchange.ts"
import { sendFailure } from "./failure.ts"
import { fetchOnce } from "./fetch-once.ts"
import { FreshConnection } from "./FreshConnection.ts"
import { ownExchange } from "./own-exchange.ts"
import { readBody } from "./read-body.ts"
import { SentTwice } from "./SentTwice.ts"

/**
 * Sends requests through the caller's HTTP client and keeps what must not depend on how that client was set up:
 * redirects are not followed, no header is written into spans, a mutation goes out once even when the client retries by
 * itself, and no more of an answer is read than is wanted, nor for longer.
 */
export interface GuardedClient {
  readonly exchange: Exchange
}

const ourSecretHeaders = ["authorization", "x-signature", "x-client-key"]

/** Passes the first time, stops the second time. */
const turnstile = (): () => void => {
  let isPassed = false
  return () => {
    if (isPassed) throw new SentTwice()
    isPassed = true
  }
}

const encoder = new TextEncoder()

const requestOf = ({ body, headers, method, url }: WireRequest): HttpClientRequest.HttpClientRequest => {
  const request = HttpClientRequest.make(method)(url.href, { headers })
  return body === undefined
    ? request
    : HttpClientRequest.bodyUint8Array(request, encoder.encode(body), "application/json")
}

/** A client that counts an HTTP status as an error still has the answer, and Finpay's code in it decides. */
const answerInError = (error: HttpClientError.HttpClientError) =>
  error.reason._tag === "StatusCodeError" ? Effect.succeed(error.reason.response) : Effect.fail(error)

const failedOf = ({ onFailure }: ExchangeOptions) => (error: HttpClientError.HttpClientError): NoAnswer => {
  const failure = sendFailure(error)
  onFailure(failure)
  return { _tag: "Failed", failure }
}

const strangerOf = (response: HttpClientResponse.HttpClientResponse, url: URL): NoAnswer | undefined => {
  if (isRedirect(response.status)) return redirected
  return response.url === url.href ? undefined : refusedAnswer("came from another address")
}

/** Gives up an answer that is not read, and its connection with it: else both would wait for the garbage collector. */
const discard = (response: HttpClientResponse.HttpClientResponse): Effect.Effect<void> =>
  Effect.ignore(Effect.timeoutOption(response.arrayBuffer, 0))

/**
 * Sends through any client of Effect.
 *
 * A client that retries comes by again at one of two places: at the preparation of the request, or where Effect's
 * clients ask, just before they send, whether the request is traced. A mutation is stopped at either, and `fetch` at a
 * third, inside itself.
 */
const senderThrough = Effect.fnUntraced(function*(client: HttpClient.HttpClient) {
  const redactedNames = yield* Headers.CurrentRedactedNames
  const fetchOptions = Context.getOrUndefined(yield* Effect.context(), FetchHttpClient.RequestInit)
  return (request: WireRequest, { onSend, once }: ExchangeOptions) =>
    Effect.suspend(() => {
      const prepared = once ? turnstile() : constVoid
      const sent = once ? turnstile() : constVoid
      const guarded = HttpClient.mapRequest(client, (request) => {
        prepared()
        onSend()
        return request
      })
      return guarded.execute(requestOf(request)).pipe(
        // Our own spans tell the same, without the request object, and our trace ids are not for a third party.
        Effect.provideService(HttpClient.TracerDisabledWhen, () => {
          sent()
          return true
        }),
        Effect.provideService(Tracer.DisablePropagation, false),
        Effect.provideService(FetchHttpClient.RequestInit, {
          ...(once ? fetchOnce(fetchOptions) : fetchOptions),
          redirect: "manual"
        }),
        Effect.provideService(FreshConnection, once),
        Effect.provideService(Headers.CurrentRedactedNames, [...redactedNames, ...ourSecretHeaders])
      )
    })
})

const exchangeThrough = Effect.fnUntraced(function*(client: HttpClient.HttpClient): Effect.fn.Return<Exchange> {
  const send = yield* senderThrough(client)
  const exchange = Effect.fnUntraced(
    function*(request: WireRequest, options: ExchangeOptions): Effect.fn.Return<Uint8Array, NoAnswer> {
      const failed = failedOf(options)
      const response = yield* send(request, options).pipe(Effect.catch(answerInError), Effect.mapError(failed))
      options.onAnswer(response.status, response.headers["retry-after"])
      const stranger = strangerOf(response, request.url)
      if (stranger !== undefined) {
        yield* discard(response)
        return yield* Effect.fail(stranger)
      }
      return yield* Effect.mapError(
        readBody(response, options.maxAnswerBytes),
        (error) => error._tag === "HttpClientError" ? failed(error) : error
      )
    }
  )
  return (request, options) =>
    Effect.timeoutOrElse(exchange(request, options), {
      duration: options.timeoutMillis,
      orElse: () => Effect.fail(timedOut)
    })
})

/** Makes a {@link GuardedClient} of the client in the context. */
export const guardedClient: Effect.Effect<GuardedClient, never, HttpClient.HttpClient> = Effect.gen(function*() {
  const client = yield* HttpClient.HttpClient
  const through = yield* exchangeThrough(client)
  const own = ownExchange(client)
  if (own === undefined) return { exchange: through }
  const platformClock = Context.get(Context.empty(), Clock.Clock)
  return {
    exchange: (request, options) =>
      // What a client does by itself it does in the platform's time.
      Effect.withFiber((fiber) =>
        fiber.getRef(Clock.Clock) === platformClock ? own(request, options) : through(request, options)
      )
  }
})
