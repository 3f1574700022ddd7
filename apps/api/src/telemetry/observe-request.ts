import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { HttpServerRequest } from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import { routeOf } from "../http/known-paths.ts"
import { requestIdHeader, requestIdOf } from "./request-id.ts"
import { RequestNotes } from "./RequestNotes.ts"
import type { Notes } from "./RequestNotes.ts"

/** The duration of each request, in seconds. Name and buckets: OpenTelemetry's HTTP conventions, and longer ones. */
const requestDuration = Metric.histogram("http.server.request.duration", {
  description: "Duration of HTTP requests, in seconds; 499 are those whose caller hung up",
  attributes: { unit: "s" },
  // A caller may wait a minute for an outcome.
  boundaries: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 30, 60]
})

/** For a caller that hung up there is no status; proxies write this one. */
const hungUp = 499

/** Asked by machines, all the time. */
const watching: ReadonlyArray<string | undefined> = ["/healthz", "/readyz", "/metrics"]

/** A method or path that is none of ours must not make a new time series each time. */
const other = { method: "_OTHER", route: "(none)" }

const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]

const longestPath = 300

interface Ended {
  readonly request: HttpServerRequest
  readonly status: number
  readonly seconds: number
  readonly notes: Notes
}

const count = ({ request, seconds, status }: Ended, route: string | undefined) =>
  Metric.update(
    Metric.withAttributes(requestDuration, {
      "http.request.method": methods.includes(request.method) ? request.method : other.method,
      "http.route": route ?? other.route,
      "http.response.status_code": String(status)
    }),
    seconds
  )

const pathOf = (url: string): string => (url.split("?", 1)[0] ?? "").slice(0, longestPath)

const levelOf = (status: number, route: string | undefined) =>
  watching.includes(route) ? "Debug" : status >= 500 ? "Warn" : "Info"

// A path that is none of ours can hold anything, also what somebody pasted by mistake: it is not written down.
const tell = ({ notes, request, seconds, status }: Ended, route: string | undefined) =>
  Effect.gen(function*() {
    const span = yield* Effect.option(Effect.currentSpan)
    yield* Effect.logWithLevel(levelOf(status, route))("request").pipe(Effect.annotateLogs({
      method: methods.includes(request.method) ? request.method : other.method,
      route: route ?? other.route,
      ...(route === undefined ? {} : { path: pathOf(request.url) }),
      status,
      durationMillis: Math.round(seconds * 1000),
      ...notes,
      ...(Option.isSome(span) ? { traceId: span.value.traceId } : {})
    }))
  })

const ended = (of: Ended) => {
  const route = routeOf(of.request.method, of.request.url)
  return Effect.andThen(count(of, route), tell(of, route))
}

const statusOf = (exit: Exit.Exit<HttpServerResponse.HttpServerResponse, unknown>): number =>
  Exit.isSuccess(exit) ? exit.value.status : Cause.hasInterruptsOnly(exit.cause) ? hungUp : 500

/**
 * Names each request, writes one line about it when it is answered, and counts it. All that is logged on its behalf has
 * its name, and so has the answer.
 */
export const observeRequests = <E, R>(app: Effect.Effect<HttpServerResponse.HttpServerResponse, E, R>) =>
  Effect.gen(function*() {
    const request = yield* HttpServerRequest
    const requestId = yield* requestIdOf(request.headers[requestIdHeader])
    const notes: Notes = {}
    const started = yield* Clock.monotonicTimeNanos
    const seconds = Effect.map(Clock.monotonicTimeNanos, (now) => Number(now - started) / 1e9)
    return yield* app.pipe(
      Effect.map((response) => HttpServerResponse.setHeader(response, requestIdHeader, requestId)),
      Effect.provideService(RequestNotes, notes),
      Effect.onExit((exit) =>
        Effect.flatMap(seconds, (seconds) => ended({ request, status: statusOf(exit), seconds, notes }))
      ),
      Effect.annotateLogs({ requestId })
    )
  })
