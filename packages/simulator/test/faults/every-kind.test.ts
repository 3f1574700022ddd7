import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit } from "effect"
import type { FaultKind } from "../../src/index.ts"
import { faultKinds } from "../../src/index.ts"
import type { Received } from "../support/http.ts"
import { send } from "../support/http.ts"
import { basic, paidOrder } from "../support/pg.ts"
import { served } from "../support/served.ts"
import { generated, refundBody, snap, token } from "../support/snap.ts"

/** What the sender of a refund sees, and whether the refund was carried out. */
interface Expected {
  readonly refunded: boolean
  /** `broken`: the connection ends without a whole answer. */
  readonly sees: "broken" | ((received: Received) => void)
}

const answered = (status: number, code: string | undefined) => ({ json, status: actual, text }: Received) => {
  assert.strictEqual(actual, status, text.slice(0, 200))
  assert.strictEqual(json["responseCode"], code, text.slice(0, 200))
}

const html = (status: number) => (received: Received) => {
  assert.strictEqual(received.status, status)
  assert.include(String(received.headers.get("content-type")), "text/html")
  assert.include(received.text, "<html")
}

/** Faults of a PG refund that the sender gets an end of by itself: not silence, not lateness. */
const immediate: Partial<Record<FaultKind, Expected>> = {
  "connection-refused": { refunded: false, sees: "broken" },
  "connection-reset": { refunded: false, sees: "broken" },
  "internal-error": { refunded: false, sees: answered(500, "5000000") },
  "service-unavailable": {
    refunded: false,
    sees: ({ headers, status, text }) => {
      assert.deepStrictEqual([status, text, headers.get("retry-after")], [503, "Service Unavailable\n", "1"])
    }
  },
  "too-many-requests": {
    refunded: false,
    sees: (received) => {
      answered(429, "4290000")(received)
      assert.strictEqual(received.headers.get("retry-after"), "1")
    }
  },
  "bad-gateway": { refunded: false, sees: html(502) },
  "lost-answer": { refunded: true, sees: "broken" },
  "cut-answer": { refunded: true, sees: "broken" },
  "error-after": { refunded: true, sees: answered(500, "5000000") },
  "external-error-after": { refunded: true, sees: answered(500, "5000002") },
  "timeout-after": { refunded: true, sees: answered(504, "5040000") },
  "bad-gateway-after": { refunded: true, sees: html(502) },
  "html-after": { refunded: true, sees: html(200) },
  "empty-answer": {
    refunded: true,
    sees: ({ status, text }) => assert.deepStrictEqual([status, text], [200, ""])
  },
  "truncated-json": {
    refunded: true,
    sees: ({ status, text }) => {
      assert.strictEqual(status, 200)
      assert.throws(() => JSON.parse(text))
      assert.include(text, "\"responseCode\":\"2000000\"")
    }
  },
  "invalid-utf8": {
    refunded: true,
    sees: ({ status, text }) => {
      assert.strictEqual(status, 200)
      assert.include(text, "\ufffd")
    }
  },
  "huge-answer": {
    refunded: true,
    sees: (received) => {
      answered(200, "2000000")(received)
      assert.isAbove(received.text.length, 10_000_000)
    }
  },
  "no-code": { refunded: true, sees: answered(200, undefined) },
  "wrong-code": { refunded: true, sees: answered(200, "OK") },
  "ok-status-error-code": { refunded: true, sees: answered(200, "5000000") },
  "error-status-ok-code": { refunded: true, sees: answered(500, "2000000") },
  "redirect-after": {
    refunded: true,
    sees: ({ headers, status }) => {
      assert.deepStrictEqual([status, headers.get("location")], [307, "/pg/payment/card/refund"])
    }
  },
  "in-progress": { refunded: true, sees: answered(202, "2020000") },
  "in-progress-fails": { refunded: true, sees: answered(202, "2020000") },
  "slow-answer": { refunded: true, sees: answered(200, "2000000") },
  "trickling-answer": { refunded: true, sees: answered(200, "2000000") },
  "carried-out-late": { refunded: true, sees: answered(200, "2000000") }
}

/** Those that end only when somebody stops waiting, those of SNAP, those of callbacks: each has a test of its own. */
const elsewhere: ReadonlyArray<FaultKind> = [
  "silence",
  "no-answer",
  "stale-token",
  "clock-skew",
  "callback-lost",
  "callback-duplicate",
  "callback-late",
  "callback-reordered",
  "callback-forged",
  "callback-unsigned",
  "callback-float-amount",
  "callback-wrong-amount"
]

const refund = (url: string) =>
  send(url, {
    method: "POST",
    path: "/pg/payment/card/refund",
    headers: { "authorization": basic(), "content-type": "application/json" },
    body: `{"order":{"id":"INV-1","amount":"22000"}}`
  })

describe("every kind of fault", () => {
  it("has a test here or in its own file", () => {
    assert.sameMembers([...Object.keys(immediate), ...elsewhere], Object.keys(faultKinds))
    assert.isAtLeast(Object.keys(faultKinds).length, 20)
  })

  for (const [kind, { refunded, sees }] of Object.entries(immediate) as ReadonlyArray<[FaultKind, Expected]>) {
    it.live(`${kind}: what a refund over a socket meets, and whether it was carried out`, () =>
      Effect.gen(function*() {
        const { simulator, url } = yield* served()
        yield* paidOrder(url, "INV-1")
        const delayMillis = kind.startsWith("in-progress") ? 60_000 : 2
        yield* simulator.setFaults([{ kind, operation: "refund", orderId: "INV-1", delayMillis }])
        const outcome = yield* Effect.exit(refund(url))
        if (sees === "broken") assert.isTrue(Exit.isFailure(outcome), "the connection should break")
        else if (Exit.isSuccess(outcome)) sees(outcome.value)
        else assert.fail("the connection should not break")
        assert.strictEqual((yield* simulator.order("INV-1")).refunded > 0, refunded)
        const [record, ...more] = yield* simulator.requests({ operation: "refund", orderId: "INV-1" })
        assert.deepStrictEqual(more, [])
        assert.strictEqual(record?.fault, kind)
        assert.strictEqual(record?.processed, refunded)
        assert.strictEqual(record?.amount, 22000)
        // It has struck once and is gone: the next refund meets the order as it is.
        assert.deepStrictEqual(yield* simulator.faults, [])
        const next = yield* refund(url)
        assert.strictEqual(
          next.json["responseCode"],
          kind.startsWith("in-progress") ? "4030002" : refunded ? "4030015" : "2000000"
        )
      }))
  }

  it.live("silence and no-answer keep the connection open, without and with the refund carried out", () =>
    Effect.gen(function*() {
      const { simulator, url } = yield* served()
      for (const [kind, refunded] of [["silence", false], ["no-answer", true]] as const) {
        yield* simulator.reset
        yield* paidOrder(url, "INV-1")
        yield* simulator.setFaults([{ kind, operation: "refund" }])
        const first = yield* Effect.raceFirst(
          Effect.as(refund(url), "answered"),
          logged(simulator.requests({ fault: kind }))
        )
        assert.strictEqual(first, "logged")
        assert.strictEqual((yield* simulator.order("INV-1")).refunded > 0, refunded, kind)
        const [record] = yield* simulator.requests({ fault: kind })
        assert.strictEqual(record?.processed, refunded)
        assert.notProperty(record ?? {}, "httpStatus")
      }
    }))

  it.live("stale-token takes the token back: the same one is refused again, a new one is taken", () =>
    Effect.gen(function*() {
      const { simulator, url } = yield* served()
      const accessToken = yield* token(url)
      const reference = yield* generated(url, accessToken, "INV-1")
      yield* simulator.pay("INV-1")
      yield* simulator.setFaults([{ kind: "stale-token", orderId: "INV-1" }])
      const code = (one: string) =>
        Effect.map(snap(url, "refund", one, refundBody(reference, "R-1")), ({ json }) => json["responseCode"])
      assert.strictEqual(yield* code(accessToken), "4015301")
      assert.strictEqual(yield* code(accessToken), "4015301")
      assert.strictEqual((yield* simulator.order("INV-1")).refunded, 0)
      assert.strictEqual(yield* code(yield* token(url)), "2005300")
    }))

  it.live("clock-skew refuses a right timestamp once", () =>
    Effect.gen(function*() {
      const { simulator, url } = yield* served()
      const accessToken = yield* token(url)
      const reference = yield* generated(url, accessToken, "INV-1")
      yield* simulator.pay("INV-1")
      yield* simulator.setFaults([{ kind: "clock-skew", operation: "qrisRefund" }])
      const code = Effect.map(
        snap(url, "refund", accessToken, refundBody(reference, "R-1")),
        ({ json }) => json["responseCode"]
      )
      assert.strictEqual(yield* code, "4015300")
      assert.strictEqual((yield* simulator.order("INV-1")).refunded, 0)
      const [record] = yield* simulator.requests({ fault: "clock-skew" })
      assert.strictEqual(record?.processed, false)
    }))
})

/** Waits until the log has an entry. */
const logged = (requests: Effect.Effect<ReadonlyArray<unknown>>): Effect.Effect<"logged"> =>
  Effect.flatMap(
    requests,
    ({ length }) =>
      length > 0
        ? Effect.succeed("logged" as const)
        : Effect.andThen(Effect.yieldNow, Effect.suspend(() => logged(requests)))
  )
