import { assert, describe, it } from "@effect/vitest"
import type { FinpayError } from "@openfinpay/finpay-core"
import { Deferred, Effect } from "effect"
import type { Layer, Scope } from "effect"
import type { HttpClient } from "effect/http"
import { gzipSync } from "node:zlib"
import type { Finpay } from "../src/index.ts"
import { clients, openFinpay } from "./support/clients.ts"
import {
  bytes,
  code,
  cut,
  halfBody,
  json,
  rawBytes,
  reset,
  silence,
  slowBody,
  success,
  tokenAnswer
} from "./support/replies.ts"
import { scriptedServer } from "./support/server.ts"
import type { Reply } from "./support/server.ts"

const refund = { order: { id: "INV-1", amount: 22000 } }
const newQr = {
  partnerReferenceNo: "QR-1",
  amount: 22000,
  validityPeriod: "2026-11-22T10:00:00+07:00",
  additionalInfo: {}
}
const page = "<!doctype html><title>Bad gateway</title>"

interface Outcome {
  readonly error: FinpayError
  readonly sent: number
}

/** One refund, cancel and check against the same reply; how each ended and how often the server saw it. */
const outcomes = (http: Layer.Layer<HttpClient.HttpClient>, reply: Reply, totalTimeoutMillis = 20_000) =>
  Effect.gen(function*() {
    const through = (
      verb: (finpay: Finpay["Service"]) => Effect.Effect<unknown, FinpayError>
    ): Effect.Effect<Outcome, unknown, Scope.Scope> =>
      Effect.gen(function*() {
        const server = yield* scriptedServer(reply)
        const finpay = yield* openFinpay(server.url, http, { totalTimeoutMillis, maxAnswerBytes: 100_000 })
        const error = yield* Effect.flip(verb(finpay))
        return { error, sent: server.requests.length }
      })
    return yield* Effect.all({
      refund: through(({ payments }) => payments.refund(refund)),
      cancel: through(({ payments }) => payments.cancel({ orderId: "INV-1" })),
      check: through(({ payments }) => payments.check({ orderId: "INV-1" }))
    }, { concurrency: "unbounded" })
  })

const told = ({ error }: Outcome): string => "reason" in error ? `${error._tag} ${error.reason}` : error._tag

type Case = readonly [name: string, reply: Reply, mutation: string, query: string]

const megabytes = Buffer.alloc(10 * 1024 * 1024, "{")

const cases: ReadonlyArray<Case> = [
  // Nothing, or nothing whole, came back.
  ["a cut connection", cut, "OutcomeUnknown connection-lost", "Unavailable connection-lost"],
  ["a reset connection", reset, "OutcomeUnknown connection-lost", "Unavailable connection-lost"],
  ["half a body", halfBody, "OutcomeUnknown connection-lost", "Unavailable connection-lost"],
  [
    "no HTTP",
    rawBytes("\u0001\u0002 no http\r\n\r\n"),
    "OutcomeUnknown connection-lost",
    "Unavailable connection-lost"
  ],
  // Something came back that is no answer of Finpay.
  ["an empty answer", bytes(200, ""), "OutcomeUnknown unreadable-answer", "ResponseNotUnderstood"],
  ["an answer of blanks", bytes(200, " \r\n"), "OutcomeUnknown unreadable-answer", "ResponseNotUnderstood"],
  ["no content", bytes(204, ""), "OutcomeUnknown unreadable-answer", "ResponseNotUnderstood"],
  ["HTML", bytes(200, page), "OutcomeUnknown unreadable-answer", "ResponseNotUnderstood"],
  ["HTML with 403", bytes(403, page), "OutcomeUnknown unreadable-answer", "ResponseNotUnderstood"],
  ["HTML with 502", bytes(502, page), "OutcomeUnknown server-error", "Unavailable server-error"],
  ["nothing with 503", bytes(503, ""), "OutcomeUnknown server-error", "Unavailable server-error"],
  ["a list", json(200, [{ responseCode: "2000000" }]), "OutcomeUnknown unreadable-answer", "ResponseNotUnderstood"],
  ["a word", json(200, "2000000"), "OutcomeUnknown unreadable-answer", "ResponseNotUnderstood"],
  ["no code", json(200, { responseMessage: "ok" }), "OutcomeUnknown unreadable-answer", "ResponseNotUnderstood"],
  ["a code of words", code("SUCCESS", {}, 200), "OutcomeUnknown unreadable-answer", "ResponseNotUnderstood"],
  [
    "bytes that are no UTF-8",
    bytes(200, Uint8Array.of(0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d)),
    "OutcomeUnknown unreadable-answer",
    "ResponseNotUnderstood"
  ],
  ["10 MB", bytes(200, megabytes), "OutcomeUnknown unreadable-answer", "ResponseNotUnderstood"],
  [
    "10 MB of unannounced length",
    (response) => {
      response.writeHead(200)
      response.end(megabytes)
    },
    "OutcomeUnknown unreadable-answer",
    "ResponseNotUnderstood"
  ],
  [
    "a small answer that is 10 MB once inflated",
    bytes(200, gzipSync(megabytes), { "content-encoding": "gzip" }),
    "OutcomeUnknown unreadable-answer",
    "ResponseNotUnderstood"
  ],
  [
    "a redirect",
    bytes(302, "", { location: "/pg/payment/card/elsewhere" }),
    "OutcomeUnknown unreadable-answer",
    "ResponseNotUnderstood"
  ],
  [
    "a redirect that keeps the method",
    json(307, { responseCode: "2000000" }, { location: "/pg/payment/card/elsewhere" }),
    "OutcomeUnknown unreadable-answer",
    "ResponseNotUnderstood"
  ],
  [
    "a code twice",
    bytes(404, "{\"responseCode\":\"4040018\",\"responseCode\":\"4040001\"}"),
    "OutcomeUnknown unreadable-answer",
    "ResponseNotUnderstood"
  ],
  [
    "a member twice, deep inside",
    bytes(200, "{\"responseCode\":\"2000000\",\"x\":[{\"y\":1,\"\\u0079\":2}]}"),
    "OutcomeUnknown unreadable-answer",
    "ResponseNotUnderstood"
  ],
  [
    "lists in lists without end",
    bytes(200, `{"responseCode":"2000000","x":${"[".repeat(40_000)}${"]".repeat(40_000)}}`),
    "OutcomeUnknown unreadable-answer",
    "ResponseNotUnderstood"
  ],
  // An answer that contradicts itself.
  ["200 with a refusal", code("4030015", {}, 200), "OutcomeUnknown contradiction", "ResponseNotUnderstood"],
  ["500 with a success", code("2000000", {}, 500), "OutcomeUnknown contradiction", "ResponseNotUnderstood"],
  ["404 with a success", code("2000000", {}, 404), "OutcomeUnknown contradiction", "ResponseNotUnderstood"],
  // Answers of Finpay.
  ["in progress", code("2020000"), "OutcomeUnknown in-progress", "Unavailable in-progress"],
  ["general error", code("5000000"), "OutcomeUnknown server-error", "Unavailable server-error"],
  ["time-out behind Finpay", code("5040000"), "OutcomeUnknown server-error", "Unavailable server-error"],
  ["conflict", code("4090000"), "OutcomeUnknown duplicate", "Unavailable server-error"],
  ["a field that is wrong", code("4000001"), "InvalidRequest", "InvalidRequest"],
  ["bad credentials", code("4010000"), "NotAuthenticated", "NotAuthenticated"],
  ["an unknown token, on a call without one", code("4010001"), "NotAuthenticated", "NotAuthenticated"],
  ["feature not allowed", code("4030001"), "NotPermitted", "NotPermitted"],
  ["transaction not found", code("4040001"), "NotFound", "NotFound"],
  ["transaction not permitted", code("4030015"), "WrongState", "WrongState"],
  ["invalid amount", code("4040013"), "Declined", "Declined"],
  ["too many requests", code("4290000"), "RateLimited", "RateLimited"]
]

const endsSo = Effect.fnUntraced(
  function*(http: Layer.Layer<HttpClient.HttpClient>, [, reply, mutation, query]: Case, totalTimeoutMillis?: number) {
    const { cancel, check, refund } = yield* outcomes(http, reply, totalTimeoutMillis)
    assert.strictEqual(told(refund), mutation)
    assert.strictEqual(told(cancel), mutation)
    assert.strictEqual(told(check), query)
    // Never twice, and never to another address.
    assert.deepStrictEqual([refund.sent, cancel.sent, check.sent], [1, 1, 1])
    assert.strictEqual(refund.error.safeToRetry, !mutation.startsWith("OutcomeUnknown"))
    assert.isTrue(check.error.safeToRetry)
    assert.strictEqual(refund.error.operation, "refund")
    assert.strictEqual(refund.error.reference, "INV-1")
  }
)

const hanging: ReadonlyArray<Case> = [
  ["silence", silence, "OutcomeUnknown timeout", "Unavailable timeout"],
  ["a body that never ends", slowBody, "OutcomeUnknown timeout", "Unavailable timeout"]
]

// Some at a time, so that each can have time enough to be sent where others have the machine.
describe("answers that never are whole", () => {
  for (const [client, http] of clients) {
    for (const one of hanging) {
      const [name, , mutation, query] = one
      it.live(`${name}, over ${client}: ${mutation}, ${query}`, () => endsSo(http, one, 8_000), { concurrent: true })
    }
  }
})

for (const [client, http] of clients) {
  describe(`answers over ${client}`, () => {
    for (const one of cases) {
      const [name, , mutation, query] = one
      it.live(`${name}: ${mutation}, ${query}`, () => endsSo(http, one))
    }

    it.live("a redirect whose body never ends is given up, and its connection with it", () =>
      Effect.gen(function*() {
        const closed = yield* Deferred.make<void>()
        const server = yield* scriptedServer((response) => {
          response.socket?.on("close", () => Deferred.doneUnsafe(closed, Effect.void))
          response.writeHead(302, { location: "/elsewhere" })
          response.write("wait")
        })
        const { payments } = yield* openFinpay(server.url, http)
        assert.include((yield* Effect.flip(payments.refund(refund))).detail, "redirect")
        yield* Deferred.await(closed)
      }))

    it.live("a body that is too large is cut off, and its connection with it", () =>
      Effect.gen(function*() {
        const closed = yield* Deferred.make<void>()
        const server = yield* scriptedServer((response) => {
          response.socket?.on("close", () => Deferred.doneUnsafe(closed, Effect.void))
          response.writeHead(200)
          response.write("x".repeat(200_000))
        })
        const { payments } = yield* openFinpay(server.url, http, { maxAnswerBytes: 100_000 })
        assert.include((yield* Effect.flip(payments.refund(refund))).detail, "larger than 100000 bytes")
        yield* Deferred.await(closed)
      }))

    it.live("what Finpay says is in the error", () =>
      Effect.gen(function*() {
        const traceId = "0f0e1d5c-6f3a-4f6e-9b53-0d7d6a3a3a11"
        const { refund } = yield* outcomes(http, code("4030015", { traceId }))
        const { error } = refund
        assert.strictEqual(error.responseCode, "4030015")
        assert.strictEqual(error.responseMessage, "message of 4030015")
        assert.strictEqual(error.traceId, traceId)
        assert.strictEqual(error.httpStatus, 403)
      }))

    it.live("Retry-After is told in seconds", () =>
      Effect.gen(function*() {
        const { check, refund } = yield* outcomes(http, json(429, { responseCode: "4290000" }, { "retry-after": "17" }))
        for (const { error } of [check, refund]) {
          assert.strictEqual(error._tag === "RateLimited" ? error.retryAfterSeconds : undefined, 17)
        }
      }))

    it.live("a success that lacks what it must hold is none", () =>
      Effect.gen(function*() {
        const server = yield* scriptedServer(
          json(200, tokenAnswer("token-1")),
          json(200, { responseCode: "2005100" }),
          json(200, { responseCode: "2004700" })
        )
        const { qris } = yield* openFinpay(server.url, http)
        const query = yield* Effect.flip(qris.query({ originalReferenceNo: "R-1" }))
        assert.strictEqual(query._tag, "ResponseNotUnderstood")
        assert.include(query.detail, "latestTransactionStatus")
        const mutation = yield* Effect.flip(qris.generate(newQr))
        assert.strictEqual(mutation._tag === "OutcomeUnknown" ? mutation.reason : mutation._tag, "unreadable-answer")
        assert.include(mutation.detail, "qrContent")
      }))

    it.live("an envelope in an odd form does not hide a success", () =>
      Effect.gen(function*() {
        const odd = { responseCode: 2000000, responseMessage: null, processingTime: [], traceId: 7 }
        const server = yield* scriptedServer(json(200, odd), success)
        const finpay = yield* openFinpay(server.url, http)
        const done = yield* finpay.payments.refund(refund)
        assert.strictEqual(done.responseCode, "2000000")
        const marked = yield* scriptedServer(bytes(200, `\ufeff${JSON.stringify({ responseCode: "2000000" })}`))
        const other = yield* openFinpay(marked.url, http)
        assert.strictEqual((yield* other.payments.refund(refund)).responseCode, "2000000")
      }))
  })
}
