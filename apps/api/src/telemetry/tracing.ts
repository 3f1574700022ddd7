import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import * as OtlpSerialization from "effect/observability/OtlpSerialization"
import * as OtlpTracer from "effect/observability/OtlpTracer"
import * as Tracer from "effect/Tracer"
import { otelFromEnv } from "./otel-settings.ts"
import type { OtelSettings } from "./otel-settings.ts"
import { sampled } from "./sampler.ts"

const exporting = ({ defaults, protocol, sampler }: OtelSettings) => {
  const serialization = protocol === "http/json" ? OtlpSerialization.layerJson : OtlpSerialization.layerProtobuf
  const otlp = OtlpTracer.layerFromConfig().pipe(
    Layer.provide([serialization, FetchHttpClient.layer, ConfigProvider.layerAdd(ConfigProvider.fromUnknown(defaults))])
  )
  return Layer.effect(Tracer.Tracer, Effect.map(Tracer.Tracer, (tracer) => sampled(tracer, sampler))).pipe(
    Layer.provide(otlp)
  )
}

/**
 * Exports spans over OTLP as the usual variables say (`OTEL_EXPORTER_OTLP_ENDPOINT`, ...), and nothing without them. What
 * is left is sent when the layer closes, so it has to close last.
 */
export const layerTracing: Layer.Layer<never> = Layer.unwrap(
  Effect.map(otelFromEnv, ({ settings }) => settings === undefined ? Layer.empty : exporting(settings))
)
