import type { FinpayError, Operation } from "@openfinpay/finpay-core"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import * as References from "effect/References"
import * as Tracer from "effect/Tracer"

/** The duration of each HTTP request, in seconds. Name and buckets: OpenTelemetry's HTTP conventions. */
const requestDuration = Metric.histogram("http.client.request.duration", {
  description: "Duration of HTTP client requests to Finpay, in seconds",
  attributes: { unit: "s" },
  boundaries: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 30]
})

/** What was seen of an answer, filled in while a request runs. */
export interface Seen {
  httpStatus?: number | undefined
  /** The header `Retry-After`. */
  retryAfter?: string | undefined
  responseCode?: string | undefined
  traceId?: string | undefined
}

type Attributes = Readonly<Record<string, string | number | undefined>>

/** What the requests of one operation to one server have in common. */
export interface Route {
  readonly operation: Operation
  /** The path with its parameters still named. */
  readonly template: string
  readonly attributes: Attributes
  /** The series of durations that were used, by outcome: to put one together is more work than to add to it. */
  readonly series: Map<string, typeof requestDuration>
}

/** A request, as far as it may be told: no header, no body. */
export interface RequestFacts {
  readonly route: Route
  readonly url: URL
  /** How often the call was sent before. */
  readonly resendCount: number
}

const reasonOf = (error: FinpayError): string => "reason" in error ? error.reason : error._tag

const errorType = (seen: Seen, exit: Exit.Exit<unknown, FinpayError>): string | undefined => {
  if (Exit.isSuccess(exit)) return undefined
  if (seen.httpStatus !== undefined && seen.httpStatus >= 400) return String(seen.httpStatus)
  const error = Option.getOrUndefined(Cause.findErrorOption(exit.cause))
  return error === undefined ? "interrupted" : reasonOf(error)
}

const known = (attributes: Attributes): Record<string, string | number> =>
  Object.fromEntries(
    Object.entries(attributes).flatMap(([key, value]) => value === undefined ? [] : [[key, value]])
  )

const labels = (attributes: Attributes): Record<string, string> =>
  Object.fromEntries(Object.entries(known(attributes)).map(([key, value]) => [key, String(value)]))

const portOf = (url: URL): number => url.port === "" ? (url.protocol === "https:" ? 443 : 80) : Number(url.port)

// Only a code of the known form becomes a label: an odd answer must not make a new time series each time.
const codeLabel = (code: string | undefined): string | undefined =>
  code !== undefined && /^\d{7}$/u.test(code) ? code : undefined

/** Makes the {@link Route} of an operation from its path and any address it is sent to. */
export const routeOf = (operation: Operation, template: string, url: URL): Route => ({
  operation,
  template,
  attributes: {
    "http.request.method": operation.method,
    "url.template": template,
    "server.address": url.hostname.replace(/^\[|\]$/gu, ""),
    "server.port": portOf(url),
    "finpay.operation": operation.name
  },
  series: new Map()
})

/**
 * Watches an effect without changing how it ends: once that is decided, a tracer that fails (`end`, `attribute`) is not
 * heard. What was decided may be that money moved.
 */
const undisturbed = <A, E>(
  effect: Effect.Effect<A, E>,
  watch: (effect: Effect.Effect<A, E>) => Effect.Effect<A, E>
): Effect.Effect<A, E> =>
  Effect.suspend(() => {
    let decided: Exit.Exit<A, E> | undefined
    const noted = Effect.onExit(effect, (exit) =>
      Effect.sync(() => {
        decided = exit
      }))
    return Effect.catchDefect(watch(noted), (defect) => decided ?? Effect.die(defect))
  })

interface Outcome {
  readonly "http.response.status_code": number | undefined
  readonly "error.type": string | undefined
  readonly "finpay.response_code": string | undefined
}

const outcomeOf = (seen: Seen, exit: Exit.Exit<unknown, FinpayError>): Outcome => ({
  "http.response.status_code": seen.httpStatus,
  "error.type": errorType(seen, exit),
  "finpay.response_code": codeLabel(seen.responseCode)
})

const mostSeries = 100

const seriesOf = ({ attributes, series }: Route, outcome: Outcome): typeof requestDuration => {
  const key = `${outcome["http.response.status_code"]} ${outcome["error.type"]} ${outcome["finpay.response_code"]}`
  const used = series.get(key)
  if (used !== undefined) return used
  if (series.size >= mostSeries) series.clear()
  const made = Metric.withAttributes(requestDuration, labels({ ...attributes, ...outcome }))
  series.set(key, made)
  return made
}

type AnyFiber = Fiber.Fiber<unknown, unknown>

const nanosOf = (fiber: AnyFiber): bigint => fiber.getRef(Clock.Clock).monotonicTimeNanosUnsafe()

/** Whether anybody hears of spans. Those of the tracer that stands in for one lead nowhere. */
const isTraced = (fiber: AnyFiber): boolean =>
  fiber.getRef(Tracer.Tracer) !== Tracer.nativeTracer && fiber.getRef(References.TracerEnabled)

const spanOf = ({ resendCount, route, url }: RequestFacts) =>
  Effect.withSpan(`${route.operation.method} ${route.template}`, {
    kind: "client",
    attributes: known({
      ...route.attributes,
      "url.full": url.href,
      "url.path": url.pathname,
      "url.scheme": url.protocol.slice(0, -1),
      "http.request.resend_count": resendCount === 0 ? undefined : resendCount
    })
  })

/**
 * Puts a client span and a duration around one HTTP request, after OpenTelemetry's HTTP conventions. `effect` is given
 * a record to note down what it sees of the answer.
 */
export const observeRequest = <A>(
  facts: RequestFacts,
  effect: (seen: Seen) => Effect.Effect<A, FinpayError>
): Effect.Effect<A, FinpayError> =>
  Effect.withFiber((fiber) => {
    const started = nanosOf(fiber)
    const seen: Seen = {}
    const count = (exit: Exit.Exit<A, FinpayError>): void => {
      try {
        const series = seriesOf(facts.route, outcomeOf(seen, exit))
        series.updateUnsafe(Number(nanosOf(fiber) - started) / 1e9, fiber.context)
      } catch {
        // What was decided stands, counted or not.
      }
    }
    if (!isTraced(fiber)) {
      return Effect.onExit(effect(seen), (exit) => {
        count(exit)
        return Effect.void
      })
    }
    return undisturbed(effect(seen), (noted) =>
      spanOf(facts)(Effect.onExit(noted, (exit) => {
        count(exit)
        return Effect.annotateCurrentSpan(known({ ...outcomeOf(seen, exit), "finpay.trace_id": seen.traceId }))
      })))
  })

/** Puts a span around a whole call, attempts and access token included: `Finpay.refund`. */
export const observeCall = <A>(
  operation: Operation,
  effect: Effect.Effect<A, FinpayError>
): Effect.Effect<A, FinpayError> =>
  Effect.withFiber((fiber) =>
    isTraced(fiber)
      ? undisturbed(effect, (noted) =>
        noted.pipe(
          Effect.tapError((error) =>
            Effect.annotateCurrentSpan(known({
              "error.type": error._tag,
              "finpay.response_code": error.responseCode,
              "finpay.trace_id": error.traceId
            }))
          ),
          Effect.withSpan(`Finpay.${operation.name}`, { attributes: { "finpay.operation": operation.name } })
        ))
      : effect
  )
