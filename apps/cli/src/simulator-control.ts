import { baseUrls } from "@openfinpay/finpay-core"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { finpayConfig } from "./finpay-client.ts"
import { finpayHttp } from "./http.ts"
import { settingProblem } from "./input/setting.ts"
import { say } from "./language.ts"

/** The simulator does not do what was asked: no such order, not in this state, a wrong field. Nothing was changed. */
export class SimulatorRefused extends Schema.TaggedError<SimulatorRefused>()("SimulatorRefused", {
  message: Schema.String,
  field: Schema.optionalKey(Schema.String),
  httpStatus: Schema.Int
}) {}

/** No simulator answers where it was looked for. */
export class SimulatorUnavailable extends Schema.TaggedError<SimulatorUnavailable>()("SimulatorUnavailable", {
  url: Schema.String,
  problem: Schema.String
}) {
  override get message(): string {
    return say(
      `${this.problem} at ${this.url}. Start one: finpay simulate (FINPAY_BASE_URL names another address)`,
      `${this.problem} di ${this.url}. Jalankan: finpay simulate (FINPAY_BASE_URL menyebut alamat lain)`
    )
  }
}

/** The longest the simulator may take: moving its clock far sends many callbacks. */
const patience = "60 seconds"

const Refused = Schema.Struct({
  error: Schema.Struct({ message: Schema.String, field: Schema.optionalKey(Schema.String) })
})

const simulatorUrl = Effect.gen(function*() {
  const { baseUrl, environment } = yield* finpayConfig
  return environment === "local"
    ? (baseUrl ?? baseUrls.local).replace(/\/+$/u, "")
    : yield* settingProblem(
      "FINPAY_ENV",
      say(
        `is ${environment}, and only the simulator (local) can be steered`,
        `berisi ${environment}, padahal hanya simulator (local) yang dapat dikendalikan`
      )
    )
})

/** What can be asked of the simulator. */
export interface ControlRequest {
  readonly method: "GET" | "POST" | "PUT" | "DELETE"
  /** Below `/_simulator`. */
  readonly path: string
  readonly body?: Schema.Json | undefined
}

const requestOf = (url: string, { body, method, path }: ControlRequest) => {
  const request = HttpClientRequest.make(method)(`${url}/_simulator${path}`)
  return body === undefined ? request : HttpClientRequest.bodyJsonUnsafe(request, body)
}

/** Asks the running simulator, and decodes its answer; gives the JSON as it came too. */
export const askSimulator = Effect.fnUntraced(function*<A>(
  asked: ControlRequest,
  answer: Schema.Codec<A, unknown>
) {
  const url = yield* simulatorUrl
  const noAnswer = new SimulatorUnavailable({
    url,
    problem: say("no simulator answers", "tidak ada simulator yang menjawab")
  })
  const strange = new SimulatorUnavailable({
    url,
    problem: say("something that is no simulator answers", "yang menjawab bukan simulator")
  })
  const { json, status } = yield* HttpClient.execute(requestOf(url, asked)).pipe(
    Effect.flatMap((response) => Effect.map(response.json, (json) => ({ json, status: response.status }))),
    Effect.catchTag("HttpClientError", (error) => Effect.fail(error.response === undefined ? noAnswer : strange)),
    Effect.timeoutOrElse({ duration: patience, orElse: () => Effect.fail(noAnswer) }),
    Effect.provide(finpayHttp)
  )
  if (status !== 200) {
    const refused = Schema.decodeUnknownOption(Refused)(json)
    return yield* Option.match(refused, {
      onNone: () => strange,
      onSome: ({ error }) => new SimulatorRefused({ ...error, httpStatus: status })
    })
  }
  const value = yield* Effect.mapError(Schema.decodeEffect(answer)(json), () => strange)
  return { value, json }
})
