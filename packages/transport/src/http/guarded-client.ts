import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { constVoid } from "effect/Function"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Headers from "effect/http/Headers"
import * as HttpClient from "effect/http/HttpClient"
import type * as HttpClientError from "effect/http/HttpClientError"
import type * as HttpClientRequest from "effect/http/HttpClientRequest"
import type * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Tracer from "effect/Tracer"
import { fetchOnce } from "./fetch-once.ts"
import { FreshConnection } from "./FreshConnection.ts"
import { SentTwice } from "./SentTwice.ts"

/** How a request is sent. */
export interface SendOptions {
  /** Is it one that may go out only once? */
  readonly once: boolean
  /** Runs at the moment the request is handed over, so before its first byte leaves. */
  readonly onSend: () => void
}

/**
 * Sends requests through the caller's HTTP client and keeps what must not depend on how that client was set up:
 * redirects are not followed, no header is written into spans, and a mutation goes out once even when the client
 * retries by itself.
 */
export interface GuardedClient {
  send(
    request: HttpClientRequest.HttpClientRequest,
    options: SendOptions
  ): Effect.Effect<HttpClientResponse.HttpClientResponse, HttpClientError.HttpClientError>
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

/**
 * Makes a {@link GuardedClient} of the client in the context.
 *
 * A client that retries comes by again at one of two places: at the preparation of the request, or where Effect's
 * clients ask, just before they send, whether the request is traced. A mutation is stopped at either, and `fetch` at a
 * third, inside itself.
 */
export const guardedClient: Effect.Effect<GuardedClient, never, HttpClient.HttpClient> = Effect.gen(function*() {
  const client = yield* HttpClient.HttpClient
  const redactedNames = yield* Headers.CurrentRedactedNames
  const fetchOptions = Context.getOrUndefined(yield* Effect.context(), FetchHttpClient.RequestInit)
  return {
    send: (request, { onSend, once }) =>
      Effect.suspend(() => {
        const prepared = once ? turnstile() : constVoid
        const sent = once ? turnstile() : constVoid
        const guarded = HttpClient.mapRequest(client, (request) => {
          prepared()
          onSend()
          return request
        })
        return guarded.execute(request).pipe(
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
  }
})
