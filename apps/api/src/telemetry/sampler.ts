import * as Option from "effect/Option"
import * as Tracer from "effect/Tracer"

/** The samplers of OpenTelemetry's `OTEL_TRACES_SAMPLER`. */
export const samplers = [
  "always_on",
  "always_off",
  "traceidratio",
  "parentbased_always_on",
  "parentbased_always_off",
  "parentbased_traceidratio"
] as const

/** The name of a sampler. */
export type SamplerName = typeof samplers[number]

/** Which traces are kept. */
export interface Sampler {
  readonly name: SamplerName
  /** The part that `traceidratio` keeps, from 0 to 1. */
  readonly ratio: number
}

/** The last 56 bits of a trace id are random, and all who share a ratio keep the same traces. */
const isWithin = (traceId: string, ratio: number): boolean => Number.parseInt(traceId.slice(-14), 16) < ratio * 2 ** 56

const keeps = (name: string, ratio: number, traceId: string): boolean =>
  name.endsWith("always_on") || (name.endsWith("traceidratio") && isWithin(traceId, ratio))

/** A tracer that keeps the spans its sampler says. The address of a caller is nobody's business, and is left out. */
export const sampled = (tracer: Tracer.Tracer, { name, ratio }: Sampler): Tracer.Tracer =>
  Tracer.make({
    span: (options) => {
      const span = tracer.span(options)
      const parent = Option.getOrUndefined(options.parent)
      const isDecided = name.startsWith("parentbased_") && parent !== undefined
      const isKept = isDecided ? options.sampled : keeps(name, ratio, span.traceId)
      return withoutAddress(isKept === span.sampled ? span : tracer.span({ ...options, sampled: isKept }))
    },
    ...(tracer.context === undefined ? {} : { context: tracer.context })
  })

const withoutAddress = (span: Tracer.Span): Tracer.Span => {
  const put = span.attribute.bind(span)
  return Object.assign(span, {
    attribute: (key: string, value: unknown) => key === "client.address" ? undefined : put(key, value)
  })
}
