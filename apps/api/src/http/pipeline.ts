import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import { HttpServerError } from "effect/http/HttpServerError"
import { HttpServerRequest } from "effect/http/HttpServerRequest"
import * as HttpServerRespondable from "effect/http/HttpServerRespondable"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import { problemTypes } from "../contract/problem-types.ts"
import { InternalFault, MethodNotAllowed, RouteNotFound } from "../contract/problems.ts"
import { methodsOf } from "./known-paths.ts"
import { problemFacts } from "./occurrence.ts"

type Response = HttpServerResponse.HttpServerResponse

const nothingThere = Effect.fnUntraced(function*({ method, url }: HttpServerRequest) {
  const allowed = methodsOf(url)
  // With the right method it is an address that cannot be read, such as one with a broken percent escape.
  if (allowed.length === 0 || allowed.includes(method)) {
    const facts = yield* problemFacts(problemTypes.routeNotFound, "No resource of this API has this path.")
    return yield* HttpServerRespondable.toResponse(new RouteNotFound(facts))
  }
  const allow = allowed.join(", ")
  const facts = yield* problemFacts(problemTypes.methodNotAllowed, `This address takes ${allow}, not ${method}.`)
  const response = yield* HttpServerRespondable.toResponse(new MethodNotAllowed(facts))
  return HttpServerResponse.setHeader(response, "Allow", allow)
})

const isRouteNotFound = (cause: Cause.Cause<unknown>): boolean =>
  cause.reasons.some((reason) =>
    reason._tag === "Fail" && reason.error instanceof HttpServerError && reason.error.reason._tag === "RouteNotFound"
  )

// A fault while a mutation is on its way says nothing about what came of it.
const fault = Effect.fnUntraced(function*(method: string, cause: Cause.Cause<unknown>) {
  const operationState = method === "GET" || method === "HEAD" ? "not-processed" : "unknown"
  const facts = yield* problemFacts(problemTypes.internalFault, "Something in this server failed.", operationState)
  yield* Effect.logError("a fault of this server", cause).pipe(Effect.annotateLogs({ instance: facts.instance }))
  return yield* HttpServerRespondable.toResponse(new InternalFault(facts))
})

// The reference page has its scripts and styles in it; it may load nothing from elsewhere and send nothing there.
const referencePolicy = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; " +
  "font-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

const secured = (url: string) => (response: Response): Response =>
  HttpServerResponse.setHeaders(response, {
    "Cache-Control": "no-store",
    "Content-Security-Policy": /^\/docs(?:\?|$)/u.test(url)
      ? referencePolicy
      : "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff"
  })

// A connection that is kept open would hold a stopping server back.
const lastOfConnection = (isStopping: () => boolean) => (response: Response): Response =>
  isStopping() ? HttpServerResponse.setHeader(response, "Connection", "close") : response

/** Gives every request an answer: a problem for an unknown address and for a fault, and safe headers for all. */
export const withAnswers = <E, R>(app: Effect.Effect<Response, E, R>, isStopping: () => boolean) =>
  Effect.flatMap(HttpServerRequest, (request) =>
    app.pipe(
      Effect.catchCause((cause) =>
        isRouteNotFound(cause)
          ? nothingThere(request)
          // The caller has hung up, or the server is stopping: nobody is left to be answered.
          : Cause.hasInterruptsOnly(cause)
          ? Effect.failCause(cause)
          : fault(request.method, cause)
      ),
      Effect.map(secured(request.url)),
      Effect.map(lastOfConnection(isStopping))
    ))
