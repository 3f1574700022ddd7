import { assert, describe, it } from "@effect/vitest"
import { localCredentials } from "@openfinpay/finpay-core"
import { ConfigProvider, Effect, Layer, Option, Tracer } from "effect"
import { otelFromEnv } from "../../src/telemetry/otel-settings.ts"
import { sampled } from "../../src/telemetry/sampler.ts"
import type { SamplerName } from "../../src/telemetry/sampler.ts"
import { layerTracing } from "../../src/telemetry/tracing.ts"
import { post, send } from "../support/api.ts"
import { logged } from "../support/logs.ts"
import { otlpReceiver } from "../support/otlp.ts"
import { newPayment, startSimulated } from "../support/simulated.ts"

const environment = (variables: Readonly<Record<string, string>>) =>
  ConfigProvider.layer(ConfigProvider.fromUnknown(variables))

const tracingWith = (variables: Readonly<Record<string, string>>) =>
  Layer.fresh(layerTracing).pipe(Layer.provide(environment(variables)))

const { merchantId, merchantKey, snap } = localCredentials

const secret = [
  "fpk_",
  merchantKey,
  snap.clientSecret,
  Buffer.from(`${merchantId}:${merchantKey}`).toString("base64"),
  snap.privateKeyPem.split("\n")[1] ?? "no key",
  "otlp-secret"
]
const personal = ["budi@example.co.id", "+6281234567890", "6281234567890", "Budi", "127.0.0.9"]

describe("spans over OTLP", () => {
  it.live(
    "tell of a refund from the request to Finpay's trace id, and nothing secret or personal",
    () =>
      Effect.gen(function*() {
        const receiver = yield* otlpReceiver
        const traceId = "0af7651916cd43dd8448eb211c80319c"
        yield* Effect.scoped(Effect.gen(function*() {
          const { payments, simulator } = yield* startSimulated()
          yield* post(payments, newPayment("INV-1"), "k-1")
          yield* simulator.pay("INV-1")
          yield* post(`${payments}/INV-1/refunds`, { amount: 1_000 }, "k-2", {
            traceparent: `00-${traceId}-b7ad6b7169203331-01`,
            "x-request-id": "traced-1"
          })
          yield* simulator.setFaults([{ kind: "html-after", operation: "refund" }])
          yield* post(`${payments}/INV-1/refunds`, { amount: 1_000 }, "k-3", { prefer: "wait=0" })
          yield* send(`${payments}/INV-404`)
          yield* send(`${payments.replace("payments", "mutations")}?actor=Budi`)
          yield* send(payments.replace("payments", "qris/payments/R-1"))
        })).pipe(
          Effect.provide(tracingWith({
            OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
            OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
            OTEL_EXPORTER_OTLP_HEADERS: "authorization=Bearer%20otlp-secret",
            OTEL_RESOURCE_ATTRIBUTES: "deployment.environment=test"
          }))
        )
        assert.strictEqual(receiver.headers[0]?.["url"], "/v1/traces")
        assert.strictEqual(receiver.headers[0]?.["authorization"], "Bearer otlp-secret")
        const spans = receiver.spans()
        assert.isTrue(spans.every(({ service }) => service === "finpay-api"))
        assert.isTrue(logged.some((line) => line.includes(traceId) && line.includes("traced-1")))
        const request = spans.find((span) => span.traceId === traceId && span.kind === 2)
        assert.strictEqual(request?.name, "POST /v1/payments/{orderId}/refunds")
        assert.strictEqual(request?.attributes["http.response.status_code"], "200")
        const call = spans.find(({ name }) => name === "POST /pg/payment/card/refund")
        assert.match(call?.attributes["finpay.trace_id"] ?? "", /^[0-9a-f-]{36}$/u)
        assert.strictEqual(call?.attributes["finpay.response_code"], "2000000")
        assert.include(spans.map(({ name }) => name), "Finpay.snapToken")
        const everything = receiver.bodies.join("\n")
        for (const text of [...secret, ...personal]) assert.notInclude(everything, text)
        assert.notInclude(everything, "client.address")
      })
  )

  it.live("are not made without an address to send them to, nor when it is switched off", () =>
    Effect.gen(function*() {
      const receiver = yield* otlpReceiver
      const to = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url }
      for (
        const variables of [{}, { ...to, OTEL_SDK_DISABLED: "true" }, { ...to, OTEL_TRACES_EXPORTER: "none" }, {
          ...to,
          OTEL_TRACES_SAMPLER: "always_off"
        }]
      ) {
        yield* Effect.void.pipe(
          Effect.withSpan("something"),
          Effect.provide(tracingWith(variables))
        )
      }
      assert.deepStrictEqual(receiver.bodies, [])
    }))
})

const span = (tracer: Tracer.Tracer, parent: Option.Option<Tracer.AnySpan>, isSampled = true) =>
  tracer.span({
    name: "a",
    parent,
    annotations: Tracer.externalSpan({ traceId: "1", spanId: "1" }).annotations,
    links: [],
    startTime: 0n,
    kind: "internal",
    root: false,
    sampled: isSampled
  })

const native = Tracer.make({ span: (options) => new Tracer.NativeSpan(options) })

const kept = (name: SamplerName, ratio: number, parentIsKept?: boolean): number => {
  const tracer = sampled(native, { name, ratio })
  const parent = parentIsKept === undefined
    ? Option.none()
    : Option.some(Tracer.externalSpan({ traceId: "f".repeat(32), spanId: "1", sampled: parentIsKept }))
  const spans = Array.from({ length: 400 }, () => span(tracer, parent, parentIsKept ?? true))
  return spans.filter((span) => span.sampled).length
}

describe("OTEL_TRACES_SAMPLER", () => {
  it("keeps all, none, or a part of the traces", () => {
    assert.strictEqual(kept("always_on", 0), 400)
    assert.strictEqual(kept("always_off", 1), 0)
    assert.strictEqual(kept("traceidratio", 0), 0)
    assert.strictEqual(kept("traceidratio", 1), 400)
    const half = kept("traceidratio", 0.5)
    assert.isAbove(half, 100)
    assert.isBelow(half, 300)
  })

  it("follows the caller where it is told to, and only there", () => {
    for (const name of ["parentbased_always_on", "parentbased_always_off", "parentbased_traceidratio"] as const) {
      assert.strictEqual(kept(name, 0.5, true), 400, name)
      assert.strictEqual(kept(name, 0.5, false), 0, name)
    }
    assert.strictEqual(kept("always_on", 1, false), 400)
    assert.strictEqual(kept("parentbased_always_off", 1), 0)
  })
})

describe("variables of OpenTelemetry that are wrong", () => {
  it.effect("are all named, without their values", () =>
    Effect.gen(function*() {
      const wrong = {
        OTEL_SDK_DISABLED: "perhaps",
        OTEL_TRACES_EXPORTER: "zipkin",
        OTEL_EXPORTER_OTLP_ENDPOINT: "collector:4317",
        OTEL_EXPORTER_OTLP_PROTOCOL: "grpc",
        OTEL_EXPORTER_OTLP_HEADERS: "otlp-secret",
        OTEL_RESOURCE_ATTRIBUTES: "a=%zz",
        OTEL_TRACES_SAMPLER: "sometimes",
        OTEL_TRACES_SAMPLER_ARG: "2",
        OTEL_BSP_SCHEDULE_DELAY: "5s"
      }
      const { problems, settings } = yield* Effect.provide(otelFromEnv, environment(wrong))
      assert.sameMembers(problems.map(({ setting }) => setting), Object.keys(wrong))
      assert.isUndefined(settings)
      assert.notInclude(JSON.stringify(problems), "otlp-secret")
    }))

  it.effect("an empty one counts as not set", () =>
    Effect.gen(function*() {
      const { problems, settings } = yield* Effect.provide(
        otelFromEnv,
        environment({ OTEL_EXPORTER_OTLP_ENDPOINT: "" })
      )
      assert.deepStrictEqual(problems, [])
      assert.isUndefined(settings)
      yield* Effect.scoped(Layer.build(layerTracing)).pipe(
        Effect.provide(environment({ OTEL_EXPORTER_OTLP_ENDPOINT: "" }))
      )
    }))
})
