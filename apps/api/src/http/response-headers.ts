import * as Effect from "effect/Effect"
import * as HttpEffect from "effect/http/HttpEffect"
import type { HttpServerRequest } from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"

/** Puts headers on whatever answer this request gets, or only on one with these statuses. */
export const setResponseHeaders = (
  headers: Readonly<Record<string, string>>,
  statuses?: ReadonlyArray<number>
): Effect.Effect<void, never, HttpServerRequest> =>
  HttpEffect.appendPreResponseHandler((_, response) =>
    Effect.succeed(
      statuses === undefined || statuses.includes(response.status)
        ? HttpServerResponse.setHeaders(response, headers)
        : response
    )
  )
