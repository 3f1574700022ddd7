import { Effect, Layer, Logger, References, Tracer } from "effect"

/** Keeps every span and log line, down to the finest level. */
export const watch = () => {
  const spans: Array<Tracer.NativeSpan> = []
  const logs: Array<unknown> = []
  const tracer = Tracer.make({
    span: (options) => {
      const span = new Tracer.NativeSpan(options)
      spans.push(span)
      return span
    }
  })
  const layer = Layer.mergeAll(
    Layer.succeed(Tracer.Tracer, tracer),
    Logger.layer([Logger.make((line) => logs.push(line))]),
    Layer.succeed(References.MinimumLogLevel, "Trace")
  )
  return { spans, logs, watched: <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.provide(effect, layer) }
}
