import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { at } from "../support/http.ts"
import { merchant } from "../support/merchant.ts"
import { toNoon } from "../support/noon.ts"
import { control, get, order, paidOrder, post, statusOf } from "../support/pg.ts"
import { served } from "../support/served.ts"
import { externalId, generated, queryBody, refundBody, snap, token } from "../support/snap.ts"

describe("the saved state", () => {
  it.live("goes on in another simulator where it was saved: orders, tokens, ids, faults, callbacks, clock", () =>
    Effect.gen(function*() {
      const shop = yield* merchant((_, count) => ({ status: count === 1 ? 500 : 200 }))
      const first = yield* served()
      // The id that is used up is used up until the day ends.
      yield* toNoon(first.simulator)
      const accessToken = yield* token(first.url)
      const used = externalId()
      yield* order(first.url, "OPEN", "vabca", { order: { timeout: "60" }, url: { callbackUrl: shop.url } })
      yield* paidOrder(first.url, "PAID", "cc")
      yield* post(first.url, "refund", { order: { id: "PAID", amount: "2000" } })
      const reference = yield* generated(first.url, accessToken, "QR-1")
      yield* first.simulator.pay("QR-1")
      yield* snap(first.url, "refund", accessToken, refundBody(reference, "R-1", "4000.00"), { externalId: used })
      yield* order(first.url, "TOLD", "vabca", { url: { callbackUrl: shop.url } })
      yield* first.simulator.pay("TOLD")
      yield* first.simulator.deliverCallbacks
      yield* first.simulator.setFaults([{
        kind: "internal-error",
        orderId: "PAID",
        operation: "checkStatus",
        times: 3
      }])
      yield* first.simulator.advanceClock("10 seconds")

      const saved = (yield* control(first.url, "GET", "/state")).text
      const second = yield* served()
      const restored = yield* control(second.url, "PUT", "/state", JSON.parse(saved))
      assert.strictEqual(restored.status, 200, restored.text)

      assert.deepStrictEqual(
        (yield* second.simulator.orders).map(({ payUrl: _, ...one }) => one),
        (yield* first.simulator.orders).map(({ payUrl: _, ...one }) => one)
      )
      assert.strictEqual((yield* get(second.url, "check/PAID")).status, 500)
      yield* second.simulator.clearFaults
      assert.strictEqual(yield* statusOf(second.url, "PAID"), "PARTIALLY_REFUNDED")
      const tooMuch = yield* post(second.url, "refund", { order: { id: "PAID", amount: "20001" } })
      assert.strictEqual(tooMuch.json["responseCode"], "4030002")
      const conflict = yield* snap(second.url, "query", accessToken, queryBody(reference), { externalId: used })
      assert.strictEqual(conflict.json["responseCode"], "4095300")
      const again = yield* snap(second.url, "refund", accessToken, refundBody(reference, "R-1", "4000.00"))
      assert.strictEqual(again.json["responseCode"], "2005300")
      assert.strictEqual((yield* second.simulator.order("QR-1")).refunded, 4000)
      assert.strictEqual(shop.received.length, 1)
      yield* second.simulator.advanceClock("51 seconds")
      assert.strictEqual(shop.received.length, 2)
      yield* second.simulator.advanceClock("1 hour")
      assert.strictEqual(yield* statusOf(second.url, "OPEN"), "EXPIRED")
    }))

  it.live("holds no key, secret or token", () =>
    Effect.gen(function*() {
      const { simulator, url } = yield* served()
      const accessToken = yield* token(url)
      yield* generated(url, accessToken, "QR-1")
      const text = JSON.stringify(yield* simulator.saveState)
      for (const secret of [accessToken, "local-merchant-key", "local-client-secret", "PRIVATE KEY"]) {
        assert.notInclude(text, secret)
      }
    }))

  it.live("is refused as a whole when a field of it is wrong, and nothing changes", () =>
    Effect.gen(function*() {
      const { simulator, url } = yield* served()
      yield* paidOrder(url, "INV-1")
      const good = JSON.parse(JSON.stringify(yield* simulator.saveState)) as {
        readonly orders: ReadonlyArray<Record<string, unknown>>
      }
      const wrong: ReadonlyArray<readonly [state: unknown, field: string]> = [
        [{ ...good, version: 2 }, "version"],
        [{ ...good, format: "other" }, "format"],
        [{ ...good, orders: [{ ...good.orders[0], status: "SOLD" }] }, "orders.0.status"],
        [{ ...good, orders: [{ ...good.orders[0], captured: -1 }] }, "orders.0.captured"],
        [{ ...good, now: "today" }, "now"]
      ]
      for (const [state, field] of wrong) {
        const answer = yield* control(url, "PUT", "/state", state)
        assert.deepStrictEqual([answer.status, at(answer.json, "error.field")], [400, field])
      }
      assert.strictEqual(yield* statusOf(url, "INV-1"), "PAID")
    }))

  it.live("is gone after a reset, clock and faults included", () =>
    Effect.gen(function*() {
      const { simulator, url } = yield* served({ faults: [{ kind: "internal-error", operation: "refund" }] })
      yield* paidOrder(url, "INV-1")
      yield* simulator.advanceClock("1 day")
      yield* simulator.clearFaults
      const { status } = yield* control(url, "POST", "/reset")
      assert.strictEqual(status, 200)
      assert.deepStrictEqual(yield* simulator.orders, [])
      assert.deepStrictEqual(yield* simulator.requests(), [])
      assert.strictEqual((yield* simulator.faults).length, 1)
      assert.isBelow(Math.abs((yield* simulator.now) - Date.now()), 3_600_000)
      yield* order(url, "INV-1", "vabca")
      assert.strictEqual((yield* simulator.requests())[0]?.id, 1)
    }))
})
