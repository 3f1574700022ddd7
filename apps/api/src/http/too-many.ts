import * as Effect from "effect/Effect"
import { HttpServerRequest } from "effect/http/HttpServerRequest"
import * as HttpServerRespondable from "effect/http/HttpServerRespondable"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Option from "effect/Option"
import { RateLimits } from "../access/RateLimits.ts"
import { problemTypes } from "../contract/problem-types.ts"
import { TooManyRequests } from "../contract/problems.ts"
import { problemFacts } from "./occurrence.ts"
import { setResponseHeaders } from "./response-headers.ts"

const tooMany = (retryAfterSeconds: number) =>
  Effect.map(
    problemFacts(problemTypes.tooManyRequests, `Too many requests; the next one is taken in ${retryAfterSeconds} s.`),
    (facts) => new TooManyRequests({ ...facts, retryAfterSeconds })
  )

/** Fails when a limit says to wait. */
export const failTooMany = Effect.fnUntraced(function*(retryAfterSeconds: number | undefined) {
  if (retryAfterSeconds === undefined) return
  yield* setResponseHeaders({ "Retry-After": String(retryAfterSeconds) }, [429])
  return yield* Effect.flatMap(tooMany(retryAfterSeconds), Effect.fail)
})

/** The address a request came from, as this machine sees it: that of the proxy, where there is one. */
export const addressOf = (request: HttpServerRequest): string => Option.getOrElse(request.remoteAddress, () => "")

const callbackForm = /^\/v1\/callbacks\/./u
const snapForm = /^\/v1\/callbacks\/snap\//u
// Who watches the process must always get an answer, and under /v1 the API key says whom to count.
const elsewhereForm = /^\/(?:v1\/|healthz|readyz|metrics)/u

/** Who speaks SNAP is answered in its own form: 52 is the notification, 73 the access token. */
const snapAnswer = (url: string) =>
  HttpServerResponse.jsonUnsafe(
    { responseCode: url.includes("/access-token/") ? "4297300" : "4295200", responseMessage: "Too Many Requests" },
    { status: 429 }
  )

/** Bounds how often an address calls what needs no API key: the callbacks, the documents, and what is not there. */
export const withAnonymousLimits = <E, R>(app: Effect.Effect<HttpServerResponse.HttpServerResponse, E, R>) =>
  Effect.gen(function*() {
    const limits = yield* RateLimits
    const request = yield* HttpServerRequest
    const isCallback = request.method === "POST" && callbackForm.test(request.url)
    if (!isCallback && elsewhereForm.test(request.url)) return yield* app
    const wait = yield* (isCallback ? limits.ofCallback : limits.ofAddress)(addressOf(request))
    if (wait === undefined) return yield* app
    const response = snapForm.test(request.url)
      ? snapAnswer(request.url)
      : yield* HttpServerRespondable.toResponse(yield* tooMany(wait))
    return HttpServerResponse.setHeader(response, "Retry-After", String(wait))
  })
