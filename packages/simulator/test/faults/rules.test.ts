import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { get, order, paidOrder, post } from "../support/pg.ts"
import { served } from "../support/served.ts"
import { generated, queryBody, refundBody, snap, token } from "../support/snap.ts"

const refund = (url: string, id: string) =>
  Effect.map(post(url, "refund", { order: { id, amount: "1" } }), ({ status }) => status)

describe("rules of faults", () => {
  it.live("strike as often as they say, the order and operation they name, and nothing else", () =>
    Effect.gen(function*() {
      const { simulator, url } = yield* served()
      yield* paidOrder(url, "INV-1")
      yield* paidOrder(url, "INV-2")
      yield* simulator.setFaults([{ kind: "internal-error", operation: "refund", orderId: "INV-1", times: 2 }])
      assert.strictEqual((yield* get(url, "check/INV-1")).status, 200)
      assert.strictEqual(yield* refund(url, "INV-2"), 200)
      assert.strictEqual(yield* refund(url, "INV-1"), 500)
      assert.strictEqual((yield* simulator.faults)[0]?.times, 1)
      assert.strictEqual(yield* refund(url, "INV-1"), 500)
      assert.strictEqual(yield* refund(url, "INV-1"), 200)
      assert.deepStrictEqual(yield* simulator.faults, [])
    }))

  it.live("name a QRIS payment by either reference, whichever the request uses", () =>
    Effect.gen(function*() {
      const { simulator, url } = yield* served()
      const accessToken = yield* token(url)
      const reference = yield* generated(url, accessToken, "INV-1")
      yield* simulator.pay("INV-1")
      for (const orderId of ["INV-1", reference]) {
        yield* simulator.setFaults([{ kind: "timeout-after", orderId }])
        const { json } = yield* snap(url, "query", accessToken, queryBody(reference))
        assert.strictEqual(json["responseCode"], "5045300")
      }
      const log = yield* simulator.requests({ orderId: "INV-1", operation: "qrisQuery" })
      assert.strictEqual(log.length, 2)
      assert.deepStrictEqual(yield* simulator.requests({ orderId: reference, operation: "qrisQuery" }), log)
    }))

  it.live("strike one a request, the first of the list that fits", () =>
    Effect.gen(function*() {
      const { simulator, url } = yield* served()
      yield* paidOrder(url, "INV-1")
      yield* simulator.setFaults([
        { kind: "stale-token" },
        { kind: "in-progress" },
        { kind: "callback-lost" },
        { kind: "timeout-after", operation: "checkStatus" },
        { kind: "internal-error" }
      ])
      assert.strictEqual((yield* get(url, "check/INV-1")).status, 504)
      assert.strictEqual((yield* get(url, "check/INV-1")).status, 500)
      assert.strictEqual((yield* get(url, "check/INV-1")).status, 200)
      assert.deepStrictEqual((yield* simulator.faults).map(({ kind }) => kind), [
        "stale-token",
        "in-progress",
        "callback-lost"
      ])
    }))

  it.live("refuse behind an after fault what is refused anyway", () =>
    Effect.gen(function*() {
      const { simulator, url } = yield* served({ faults: [{ kind: "timeout-after", operation: "refund" }] })
      yield* order(url, "INV-1", "vabca")
      assert.strictEqual(yield* refund(url, "INV-1"), 504)
      const [record] = yield* simulator.requests({ operation: "refund" })
      assert.deepStrictEqual(
        [record?.processed, record?.decidedCode, record?.responseCode],
        [false, "4040001", "5040000"]
      )
    }))

  it.live("draw their probability from the seed", () =>
    Effect.gen(function*() {
      const struck = Effect.fnUntraced(function*(seed: number) {
        const { simulator, url } = yield* served({ seed })
        yield* simulator.setFaults([{ kind: "internal-error", probability: 0.5, times: 1000 }])
        const statuses = yield* Effect.forEach(Array.from({ length: 60 }), () =>
          Effect.map(get(url, "check/NONE"), ({ status }) => status))
        return statuses.map((status) =>
          status === 500
        )
      })
      const first = yield* struck(7)
      assert.deepStrictEqual(yield* struck(7), first)
      assert.notDeepEqual(yield* struck(8), first)
      const count = first.filter((hit) => hit).length
      assert.isAbove(count, 15)
      assert.isBelow(count, 45)
      for (const never of [{ probability: 0 }, { times: 0 }]) {
        const { url } = yield* served({ faults: [{ kind: "internal-error", ...never }] })
        assert.strictEqual((yield* get(url, "check/NONE")).status, 404)
      }
    }))

  it.live("end a running refund through the payment gateway too", () =>
    Effect.gen(function*() {
      const { simulator, url } = yield* served()
      yield* paidOrder(url, "INV-1")
      yield* simulator.setFaults([{ kind: "in-progress", delayMillis: 30_000 }])
      const { json } = yield* post(url, "refund", { order: { id: "INV-1", amount: "22000" } })
      assert.strictEqual(json["responseCode"], "2020000")
      assert.strictEqual((yield* simulator.order("INV-1")).status, "PAID")
      yield* simulator.advanceClock("31 seconds")
      assert.strictEqual((yield* simulator.order("INV-1")).status, "REFUNDED")
      const answer = yield* snap(url, "refund", yield* token(url), refundBody("INV-1", "R-1"))
      assert.strictEqual(answer.json["responseCode"], "4045301")
    }))

  it.live("are refused with the field that is wrong", () =>
    Effect.gen(function*() {
      const { simulator } = yield* served()
      const wrong: ReadonlyArray<readonly [rule: object, field: string]> = [
        [{ kind: "nothing" }, "faults.0.kind"],
        [{ kind: "lost-answer", times: -1 }, "faults.0.times"],
        [{ kind: "lost-answer", times: 1.5 }, "faults.0.times"],
        [{ kind: "lost-answer", probability: 1.1 }, "faults.0.probability"],
        [{ kind: "lost-answer", delayMillis: -1 }, "faults.0.delayMillis"],
        [{ kind: "lost-answer", orderId: "" }, "faults.0.orderId"],
        [{ kind: "lost-answer", oderId: "INV-1" }, "faults.0.oderId"],
        [{ kind: "lost-answer", operation: "refnd" }, "faults.0.operation"],
        [{ kind: "lost-answer", operation: "callback" }, "faults.0.operation"],
        [{ kind: "in-progress", operation: "checkStatus" }, "faults.0.operation"],
        [{ kind: "stale-token", operation: "snapToken" }, "faults.0.operation"],
        [{ kind: "callback-lost", operation: "refund" }, "faults.0.operation"],
        [{ kind: "lost-answer", operation: "snapToken", orderId: "INV-1" }, "faults.0.orderId"]
      ]
      for (const [rule, field] of wrong) {
        const refused = yield* Effect.flip(simulator.setFaults([rule as never]))
        assert.deepStrictEqual([refused.reason, refused.field], ["bad-field", field])
      }
      assert.deepStrictEqual(yield* simulator.faults, [])
      const right = [
        { kind: "lost-answer", operation: "void" },
        { kind: "in-progress", operation: "qrisRefund" },
        { kind: "clock-skew", operation: "qrisCancel" },
        { kind: "callback-lost", operation: "notification" }
      ] as const
      assert.strictEqual((yield* simulator.setFaults(right)).length, right.length)
    }))
})
