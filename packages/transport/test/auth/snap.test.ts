import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { clients, openFinpay } from "../support/clients.ts"
import { fakeHttp } from "../support/fake-http.ts"
import {
  bytes,
  code,
  cut,
  inTurn,
  json,
  qrisDone,
  qrisPaid,
  silence,
  snap,
  success,
  tokenAnswer
} from "../support/replies.ts"
import { scriptedServer } from "../support/server.ts"
import type { Recorded, Reply, ScriptedServer } from "../support/server.ts"

const query = { originalReferenceNo: "R-1" }
const refund = { originalReferenceNo: "R-1", partnerRefundNo: "RF-1", refundAmount: 10000, reason: "returned" }

const isToken = ({ path }: Recorded): boolean => path.endsWith("/access-token/b2b")
const counts = ({ requests }: ScriptedServer) => [requests.filter(isToken).length, requests.length] as const

/** Tokens with a number; each is another one. */
const freshTokens = (expiresIn: unknown = 900): Reply => {
  let count = 0
  return (response, request) => json(200, tokenAnswer(`token-${++count}`, expiresIn))(response, request)
}

/** Accepts the tokens from this number on and knows no others. */
const acceptFrom = (first: number): Reply => (response, request) => {
  const number = Number(/token-(\d+)$/u.exec(request.headers.authorization ?? "")?.[1])
  const reply = number >= first ? json(200, { ...qrisDone, refundTime: "2026-11-21T10:00:00+07:00" }) : code("4015101")
  reply(response, request)
}

const valuesOf = ({ requests }: ScriptedServer, name: string) =>
  requests.filter((request) => !isToken(request)).map(({ headers }) => headers[name])

for (const [client, http] of clients) {
  describe(`SNAP over ${client}`, () => {
    it.live("a hundred calls at once make one token call, and a hundred different external ids", () =>
      Effect.gen(function*() {
        const server = yield* scriptedServer(snap(freshTokens(), json(200, qrisPaid)))
        const { qris } = yield* openFinpay(server.url, http)
        yield* Effect.all(Array.from({ length: 100 }, () => qris.query(query)), { concurrency: "unbounded" })
        assert.deepStrictEqual(counts(server), [1, 101])
        assert.strictEqual(new Set(valuesOf(server, "x-external-id")).size, 100)
      }))

    it.live("a token that Finpay no longer knows is renewed once, and the call sent again under the same name", () =>
      Effect.gen(function*() {
        const server = yield* scriptedServer(snap(freshTokens(), acceptFrom(2)))
        const { qris } = yield* openFinpay(server.url, http)
        assert.strictEqual((yield* qris.refund(refund)).responseCode, "2005300")
        assert.deepStrictEqual(counts(server), [2, 4])
        const [first, second] = server.requests.filter((request) => !isToken(request))
        assert.strictEqual(second?.body, first?.body)
        for (const name of ["authorization", "x-external-id", "x-signature"]) {
          const [one, other] = valuesOf(server, name)
          assert.notStrictEqual(one, other, name)
        }
      }))

    it.live("a hundred calls that see the refusal renew the token once", () =>
      Effect.gen(function*() {
        const server = yield* scriptedServer(snap(freshTokens(), acceptFrom(2)))
        const { qris } = yield* openFinpay(server.url, http)
        yield* Effect.all(Array.from({ length: 100 }, () => qris.query(query)), { concurrency: "unbounded" })
        assert.strictEqual(counts(server)[0], 2)
      }))

    for (const refusal of ["4015101", "4015103"]) {
      it.live(`a token that is refused twice with ${refusal} is an error, and the next call begins anew`, () =>
        Effect.gen(function*() {
          const server = yield* scriptedServer(
            snap(freshTokens(), inTurn(code(refusal), code(refusal), json(200, qrisPaid)))
          )
          const { qris } = yield* openFinpay(server.url, http)
          const error = yield* Effect.flip(qris.refund(refund))
          assert.deepStrictEqual([error._tag, error.safeToRetry, error.reference], ["NotAuthenticated", true, "R-1"])
          assert.deepStrictEqual(counts(server), [2, 4])
          yield* qris.query(query)
          assert.deepStrictEqual(counts(server), [3, 6])
        }))
    }

    it.live("a bad signature is not a reason for a new token", () =>
      Effect.gen(function*() {
        const server = yield* scriptedServer(snap(freshTokens(), code("4015100")))
        const { qris } = yield* openFinpay(server.url, http)
        assert.strictEqual((yield* Effect.flip(qris.refund(refund)))._tag, "NotAuthenticated")
        assert.deepStrictEqual(counts(server), [1, 2])
      }))

    it.live("a refund without an answer is sent once", () =>
      Effect.gen(function*() {
        const server = yield* scriptedServer(snap(freshTokens(), cut))
        const { qris } = yield* openFinpay(server.url, http)
        const error = yield* Effect.flip(qris.refund(refund))
        assert.deepStrictEqual([error._tag, error.reference], ["OutcomeUnknown", "R-1"])
        assert.deepStrictEqual(counts(server), [1, 2])
      }))

    for (
      const [name, reply, outcome] of [
        ["that is refused", code("4017300"), "NotAuthenticated"],
        ["that fails", code("5007300"), "Unavailable token-unavailable"],
        ["without an answer", silence, "Unavailable token-unavailable"],
        ["whose connection is cut", cut, "Unavailable token-unavailable"],
        ["answered with HTML", bytes(200, "<html>"), "Unavailable token-unavailable"],
        ["answered with too much", bytes(200, "x".repeat(2_000_000)), "Unavailable token-unavailable"],
        ["without a token", json(200, { responseCode: "2007300", expiresIn: 900 }), "Unavailable token-unavailable"],
        ["with an odd token", json(200, tokenAnswer("two words")), "Unavailable token-unavailable"],
        ["that never began to live", json(200, tokenAnswer("token-1", "-1")), "Unavailable token-unavailable"],
        ["with too many requests", code("4297300"), "Unavailable token-unavailable"],
        ["that is redirected", bytes(302, "", { location: "/elsewhere" }), "Unavailable token-unavailable"]
      ] as const satisfies ReadonlyArray<readonly [string, Reply, string]>
    ) {
      it.live(`a token call ${name}: nothing of the refund was sent, and the next call tries again`, () =>
        Effect.gen(function*() {
          const server = yield* scriptedServer(snap(inTurn(reply, freshTokens()), json(200, qrisDone)))
          const { qris } = yield* openFinpay(server.url, http, reply === silence ? { totalTimeoutMillis: 8_000 } : {})
          const error = yield* Effect.flip(qris.refund(refund))
          assert.strictEqual("reason" in error ? `${error._tag} ${error.reason}` : error._tag, outcome)
          assert.isTrue(error.safeToRetry)
          assert.deepStrictEqual([error.operation, error.reference], ["qrisRefund", "R-1"])
          assert.deepStrictEqual(counts(server), [1, 1])
          yield* qris.refund(refund)
          assert.deepStrictEqual(counts(server), [2, 3])
        }))
    }

    it.live("the length of a token's life is taken as text too", () =>
      Effect.gen(function*() {
        const server = yield* scriptedServer(snap(freshTokens("900"), json(200, qrisPaid)))
        const { qris } = yield* openFinpay(server.url, http)
        yield* qris.query(query)
        yield* qris.query(query)
        assert.deepStrictEqual(counts(server), [1, 3])
      }))

    it.live("a query that is sent again has a new external id each time", () =>
      Effect.gen(function*() {
        const server = yield* scriptedServer(
          snap(freshTokens(), inTurn(code("4095100"), code("5005100"), json(200, qrisPaid)))
        )
        const { qris } = yield* openFinpay(server.url, http, { queryRetries: 2 })
        yield* qris.query(query)
        assert.strictEqual(new Set(valuesOf(server, "x-external-id")).size, 3)
        assert.deepStrictEqual(counts(server), [1, 4])
      }))

    it.live("payment-gateway calls need no token", () =>
      Effect.gen(function*() {
        const server = yield* scriptedServer(success)
        const { payments } = yield* openFinpay(server.url, http)
        yield* payments.check({ orderId: "INV-1" })
        assert.deepStrictEqual(counts(server), [0, 1])
      }))
  })
}

describe("SNAP and time", () => {
  it.effect("a token is fetched again before it ends, and the timestamp is that of Jakarta", () =>
    Effect.gen(function*() {
      yield* TestClock.setTime(Date.UTC(2026, 10, 21, 20, 0, 0))
      const paid = { status: 200, body: qrisPaid }
      const http = fakeHttp(
        { status: 200, body: tokenAnswer("token-1") },
        paid,
        paid,
        { status: 200, body: tokenAnswer("token-2") },
        paid
      )
      const { qris } = yield* openFinpay("http://127.0.0.1:1", http.layer)
      yield* qris.query(query)
      yield* TestClock.adjust("839 seconds")
      yield* qris.query(query)
      yield* TestClock.adjust("1 second")
      yield* qris.query(query)
      assert.deepStrictEqual(
        http.requests.map(({ headers }) => headers["authorization"]),
        [undefined, "Bearer token-1", "Bearer token-1", undefined, "Bearer token-2"]
      )
      assert.strictEqual(http.requests[0]?.headers["x-timestamp"], "2026-11-22T03:00:00+07:00")
      assert.strictEqual(http.requests[4]?.headers["x-timestamp"], "2026-11-22T03:14:00+07:00")
    }))

  it.effect("a caller whose time is over does not end the token call of the others", () =>
    Effect.gen(function*() {
      const http = fakeHttp("silence")
      const { qris } = yield* openFinpay("http://127.0.0.1:1", http.layer)
      const patient = yield* Effect.forkChild(Effect.flip(qris.refund(refund)))
      const hasty = yield* Effect.forkChild(Effect.flip(qris.refund(refund, { timeoutMillis: 100 })))
      yield* http.first
      yield* TestClock.adjust("100 millis")
      const late = yield* Fiber.join(hasty)
      assert.deepStrictEqual([late._tag, late.safeToRetry], ["Unavailable", true])
      assert.isUndefined(patient.pollUnsafe())
      assert.strictEqual(http.requests.length, 1)
      yield* TestClock.adjust("15 seconds")
      assert.include((yield* Fiber.join(patient)).detail, "no answer came in time")
    }))
})
