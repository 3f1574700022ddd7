import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import * as PrometheusMetrics from "effect/observability/PrometheusMetrics"
import type { SqlClient } from "effect/sql/SqlClient"
import type { FinpayClock } from "../health/FinpayClock.ts"
import type { Merchants } from "../merchants/Merchants.ts"
import { makeGauges } from "./gauges.ts"

// OpenTelemetry names a metric without its unit; Prometheus with it.
const format = PrometheusMetrics.format({
  metricNameMapper: (name) => name.endsWith(".duration") ? `${name}_seconds` : name
})

/** The metrics of this process, as Prometheus reads them. */
export class Metrics extends Context.Service<Metrics, {
  readonly page: Effect.Effect<string>
}>()("@openfinpay/finpay-api/telemetry/Metrics") {
  static readonly layer: Layer.Layer<Metrics, never, SqlClient | Merchants | FinpayClock> = Layer.effect(
    Metrics,
    Effect.gen(function*() {
      const { measure } = yield* makeGauges
      // Counted anew each time, so that a merchant or queue that is gone is gone here too.
      const ofDatabase = Effect.andThen(
        Effect.catch(measure, ({ reason }) => Effect.logWarning(`metrics of the database are left out: ${reason}`)),
        format
      )
      return Metrics.of({
        page: Effect.gen(function*() {
          const ofProcess = yield* format
          return ofProcess + (yield* Effect.provideService(ofDatabase, Metric.MetricRegistry, new Map()))
        })
      })
    })
  )
}
