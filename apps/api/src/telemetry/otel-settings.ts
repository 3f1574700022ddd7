import type { SettingProblem } from "@openfinpay/finpay-transport"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { samplers } from "./sampler.ts"
import type { Sampler, SamplerName } from "./sampler.ts"

/** How traces are exported; `undefined` when nobody asked for it. */
export interface OtelSettings {
  readonly protocol: "http/protobuf" | "http/json"
  readonly sampler: Sampler
  /** What stands for variables that are not set. */
  readonly defaults: Readonly<Record<string, string>>
}

type Found = Readonly<Record<string, string | undefined>>

const isUrl = (text: string): boolean => /^https?:$/u.test(URL.parse(text)?.protocol ?? "")

const isWhole = (text: string): boolean => /^\d{1,9}$/u.test(text)

const isDecodable = (text: string): boolean => {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}

const arePairs = (text: string): boolean =>
  text.split(",").every((pair) => pair.trim() === "" || (/^[^=\s]+=/u.test(pair.trim()) && isDecodable(pair)))

const isRatio = (text: string): boolean => /^(?:0(?:\.\d+)?|1(?:\.0+)?)$/u.test(text)

const oneOf = (values: ReadonlyArray<string>) => (text: string): boolean => values.includes(text)

type Check = readonly [names: ReadonlyArray<string>, isRight: (text: string) => boolean, must: string]

const url = "must be an address that begins with http:// or https://"
const pairs = "must be a list such as key=value,key=value, percent-encoded"
const millis = "must be a whole number of milliseconds"
const protocols = ["http/protobuf", "http/json"]

// Those of the specification that count here. Others, such as those of logs, are left alone.
const checks: ReadonlyArray<Check> = [
  [["OTEL_SDK_DISABLED"], oneOf(["true", "false"]), "must be true or false"],
  [["OTEL_TRACES_EXPORTER"], oneOf(["otlp", "none"]), "must be otlp or none"],
  [["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"], isUrl, url],
  [
    ["OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL"],
    oneOf(protocols),
    "must be http/protobuf or http/json"
  ],
  [
    ["OTEL_EXPORTER_OTLP_COMPRESSION", "OTEL_EXPORTER_OTLP_TRACES_COMPRESSION"],
    oneOf(["gzip", "none"]),
    "must be gzip or none"
  ],
  [["OTEL_EXPORTER_OTLP_TIMEOUT", "OTEL_EXPORTER_OTLP_TRACES_TIMEOUT"], isWhole, millis],
  [["OTEL_BSP_SCHEDULE_DELAY", "OTEL_BSP_EXPORT_TIMEOUT"], isWhole, millis],
  [["OTEL_BSP_MAX_EXPORT_BATCH_SIZE"], isWhole, "must be a whole number"],
  [["OTEL_EXPORTER_OTLP_HEADERS", "OTEL_EXPORTER_OTLP_TRACES_HEADERS"], arePairs, pairs],
  [["OTEL_RESOURCE_ATTRIBUTES"], arePairs, pairs],
  [["OTEL_SERVICE_NAME", "OTEL_SERVICE_VERSION"], (text) => text.length <= 255, "must be at most 255 characters"],
  [["OTEL_TRACES_SAMPLER"], oneOf(samplers), `must be one of ${samplers.join(", ")}`],
  [["OTEL_TRACES_SAMPLER_ARG"], isRatio, "must be a number from 0 to 1"]
]

/** An empty variable counts as not set, as the specification says. */
const read = (name: string) =>
  Config.option(Config.String(name)).pipe(
    Effect.map((value) => Option.getOrUndefined(value) || undefined),
    Effect.orElseSucceed(() => undefined)
  )

const readAll: Effect.Effect<Found> = Effect.map(
  Effect.forEach(
    checks.flatMap(([names]) => names),
    (name) => Effect.map(read(name), (value) => [name, value] as const)
  ),
  Object.fromEntries
)

const problemsOf = (found: Found): ReadonlyArray<SettingProblem> =>
  checks.flatMap(([names, isRight, must]) =>
    names.flatMap((setting) => {
      const value = found[setting]
      return value === undefined || isRight(value) ? [] : [{ setting, problem: must }]
    })
  )

const isNamed = (attributes = ""): boolean => /(?:^|,)\s*service\.name\s*=/u.test(attributes)

const settingsOf = (found: Found): OtelSettings | undefined => {
  const endpoint = found["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] ?? found["OTEL_EXPORTER_OTLP_ENDPOINT"]
  const isOff = found["OTEL_SDK_DISABLED"] === "true" || found["OTEL_TRACES_EXPORTER"] === "none"
  if (endpoint === undefined || isOff) return undefined
  const protocol = found["OTEL_EXPORTER_OTLP_TRACES_PROTOCOL"] ?? found["OTEL_EXPORTER_OTLP_PROTOCOL"]
  return {
    protocol: protocol === "http/json" ? protocol : "http/protobuf",
    sampler: {
      name: (found["OTEL_TRACES_SAMPLER"] ?? "parentbased_always_on") as SamplerName,
      ratio: Number(found["OTEL_TRACES_SAMPLER_ARG"] ?? 1)
    },
    defaults: {
      OTEL_TRACES_EXPORTER: "otlp",
      ...(isNamed(found["OTEL_RESOURCE_ATTRIBUTES"]) ? {} : { OTEL_SERVICE_NAME: "finpay-api" })
    }
  }
}

/** What the variables of OpenTelemetry say, and what is wrong with them. Values are never told: headers hold secrets. */
export const otelFromEnv: Effect.Effect<{
  readonly settings: OtelSettings | undefined
  readonly problems: ReadonlyArray<SettingProblem>
}> = Effect.map(readAll, (found) => {
  const problems = problemsOf(found)
  return { settings: problems.length === 0 ? settingsOf(found) : undefined, problems }
})
