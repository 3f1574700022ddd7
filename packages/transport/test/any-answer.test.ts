import { assert, describe, it } from "@effect/vitest"
import { parseResponseCode } from "@openfinpay/finpay-core"
import { Effect, Layer, Result, Schema } from "effect"
import { HttpClient, HttpClientResponse } from "effect/http"
import { openFinpay } from "./support/clients.ts"

const httpStatuses = [
  200,
  201,
  202,
  299,
  301,
  302,
  307,
  400,
  401,
  403,
  404,
  405,
  409,
  418,
  429,
  500,
  502,
  503,
  504,
  599
]
const HttpStatus = Schema.Literals(httpStatuses)
// Codes that exist, often enough to be met under their own status.
const Digits = Schema.Union([
  Schema.Literals(["0000", "5100", "0001", "0015", "0018", "0100"]),
  Schema.String.check(Schema.isPattern(/^[0-9]{4}$/u))
])
const CodedBody = Schema.Struct({ responseCode: Schema.String, responseMessage: Schema.Unknown })

/** What a refund makes of an answer with any status and body. */
const refundAnswered = (status: number, body: BodyInit, headers: Record<string, string> = {}) =>
  Effect.gen(function*() {
    let sent = 0
    const client = HttpClient.make((request) =>
      Effect.sync(() => {
        sent++
        return HttpClientResponse.fromWeb(request, new Response(body, { status, headers }))
      })
    )
    const { payments } = yield* openFinpay("http://127.0.0.1:1", Layer.succeed(HttpClient.HttpClient, client))
    const outcome = yield* Effect.result(payments.refund({ order: { id: "INV-1", amount: 22000 } }))
    assert.strictEqual(sent, 1)
    return outcome
  })

const codeIn = (body: string): string | undefined => {
  try {
    const json = JSON.parse(body)
    return typeof json === "object" && json !== null ? String(json.responseCode) : undefined
  } catch {
    return undefined
  }
}

/** A refund is done, or was certainly not, only when a code of seven digits says so under its own HTTP status. */
const holds = Effect.fnUntraced(function*(status: number, body: string) {
  const outcome = yield* refundAnswered(status, body)
  const code = parseResponseCode(codeIn(body) ?? "")
  const says = code?.httpStatus === status ? code.class : "unknown"
  if (Result.isSuccess(outcome)) return assert.strictEqual(says, "ok")
  assert.strictEqual(outcome.failure.safeToRetry, says === "safe" || says === "final")
  assert.strictEqual(outcome.failure._tag === "OutcomeUnknown", says === "unknown" || says === "pending")
})

describe("any answer to a refund", () => {
  it.effect.prop("of any text", [HttpStatus, Schema.String], ([status, body]) => holds(status, body))

  it.effect.prop(
    "of any JSON",
    [HttpStatus, Schema.Json],
    ([status, body]) => holds(status, JSON.stringify(body))
  )

  it.effect.prop(
    "with any text as its code",
    [HttpStatus, CodedBody],
    ([status, { responseCode }]) => holds(status, JSON.stringify({ responseCode }))
  )

  it.effect.prop(
    "with any code under another status",
    [HttpStatus, HttpStatus, Digits],
    ([status, first, rest]) => holds(status, JSON.stringify({ responseCode: `${first}${rest}` }))
  )

  it.effect.prop(
    "with any code under its own status",
    [HttpStatus, Digits],
    ([status, rest]) => holds(status, JSON.stringify({ responseCode: `${status}${rest}` }))
  )

  it.effect.prop(
    "of any bytes",
    [HttpStatus, Schema.Uint8Array],
    Effect.fnUntraced(function*([status, body]) {
      const outcome = yield* refundAnswered(status, Uint8Array.from(body))
      assert.strictEqual(Result.isFailure(outcome) ? outcome.failure._tag : "done", "OutcomeUnknown")
    })
  )

  it.effect.prop(
    "with any Retry-After",
    [Schema.String.check(Schema.isPattern(/^[ -~]{0,40}$/u))],
    Effect.fnUntraced(function*([retryAfter]) {
      const headers = { "retry-after": retryAfter }
      const outcome = yield* refundAnswered(429, JSON.stringify({ responseCode: "4290000" }), headers)
      assert.strictEqual(Result.isFailure(outcome) ? outcome.failure._tag : "done", "RateLimited")
    })
  )

  it.effect("that breaks off with an error of connecting: it had begun, so something was sent", () =>
    Effect.gen(function*() {
      const error = Object.assign(new Error("inner"), { code: "ECONNREFUSED", syscall: "connect" })
      const body = new ReadableStream({ start: (controller) => controller.error(error) })
      const outcome = yield* refundAnswered(200, body)
      assert.strictEqual(Result.isFailure(outcome) ? outcome.failure._tag : "done", "OutcomeUnknown")
    }))

  it.effect("with a Retry-After of more digits than a number has", () =>
    Effect.gen(function*() {
      const headers = { "retry-after": "9".repeat(400) }
      const outcome = yield* refundAnswered(429, JSON.stringify({ responseCode: "4290000" }), headers)
      assert.strictEqual(Result.isFailure(outcome) ? outcome.failure._tag : "done", "RateLimited")
    }))
})
