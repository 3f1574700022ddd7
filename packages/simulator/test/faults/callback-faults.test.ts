import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { createHmac } from "node:crypto"
import type { FaultInput } from "../../src/index.ts"
import { merchant } from "../support/merchant.ts"
import { order, post } from "../support/pg.ts"
import { served } from "../support/served.ts"

/** A paid order, half refunded, whose callbacks met a fault. */
const told = Effect.fnUntraced(function*(fault: FaultInput) {
  const { simulator, url } = yield* served({ faults: [fault] })
  const shop = yield* merchant()
  yield* order(url, "INV-1", "vabca", { url: { callbackUrl: `${shop.url}/cb` } })
  yield* simulator.pay("INV-1")
  yield* simulator.deliverCallbacks
  const afterPayment = shop.received.map(({ body }) => body)
  yield* post(url, "refund", { order: { id: "INV-1", amount: "1" } })
  yield* simulator.deliverCallbacks
  return { simulator, shop, afterPayment }
})

const statuses = (bodies: ReadonlyArray<string>) => bodies.map((body) => /"status":"([A-Z_]+)"/u.exec(body)?.[1])

const isSigned = (body: string): boolean => {
  const [, signed = "", signature = ""] = /^(\{.*),"signature":"([0-9a-f]{128})"\}$/su.exec(body) ?? []
  return createHmac("sha512", "local-merchant-key").update(`${signed}}`).digest("hex") === signature
}

describe("faults of callbacks", () => {
  it.live("callback-lost is never sent", () =>
    Effect.gen(function*() {
      const { afterPayment, shop, simulator } = yield* told({ kind: "callback-lost" })
      assert.deepStrictEqual(afterPayment, [])
      yield* simulator.advanceClock("1 day")
      assert.deepStrictEqual(statuses(shop.received.map(({ body }) => body)), ["PARTIALLY_REFUNDED"])
      assert.strictEqual((yield* simulator.callbacks)[0]?.state, "lost")
    }))

  it.live("callback-duplicate is sent twice, byte for byte", () =>
    Effect.gen(function*() {
      const { afterPayment } = yield* told({ kind: "callback-duplicate" })
      assert.strictEqual(afterPayment.length, 2)
      assert.strictEqual(afterPayment[0], afterPayment[1])
    }))

  it.live("callback-late comes after its delay, behind later news", () =>
    Effect.gen(function*() {
      const { afterPayment, shop, simulator } = yield* told({ kind: "callback-late", delayMillis: 600_000 })
      assert.deepStrictEqual(afterPayment, [])
      yield* simulator.advanceClock("601 seconds")
      assert.deepStrictEqual(statuses(shop.received.map(({ body }) => body)), ["PARTIALLY_REFUNDED", "PAID"])
    }))

  it.live("callback-reordered comes right behind the next one of its order, or after its delay", () =>
    Effect.gen(function*() {
      const { afterPayment, shop, simulator } = yield* told({ kind: "callback-reordered" })
      assert.deepStrictEqual(afterPayment, [])
      yield* simulator.advanceClock("1 second")
      assert.deepStrictEqual(statuses(shop.received.map(({ body }) => body)), ["PARTIALLY_REFUNDED", "PAID"])
      const alone = yield* served({ faults: [{ kind: "callback-reordered", delayMillis: 5000 }] })
      const other = yield* merchant()
      yield* order(alone.url, "INV-1", "vabca", { url: { callbackUrl: other.url } })
      yield* alone.simulator.pay("INV-1")
      yield* alone.simulator.advanceClock("6 seconds")
      assert.strictEqual(other.received.length, 1)
    }))

  it.live("callback-forged carries a signature that is not the merchant's", () =>
    Effect.gen(function*() {
      const { afterPayment, shop } = yield* told({ kind: "callback-forged" })
      assert.match(afterPayment[0] ?? "", /"signature":"[0-9a-f]{128}"\}$/u)
      assert.isFalse(isSigned(afterPayment[0] ?? ""))
      assert.isTrue(isSigned(shop.received[1]?.body ?? ""))
    }))

  it.live("callback-unsigned carries none", () =>
    Effect.gen(function*() {
      const { afterPayment } = yield* told({ kind: "callback-unsigned" })
      assert.notInclude(afterPayment[0] ?? "", "signature")
      assert.deepStrictEqual(Object.keys(JSON.parse(afterPayment[0] ?? "") as object).at(-1), "result")
    }))

  it.live("callback-float-amount writes a zero fraction and signs it", () =>
    Effect.gen(function*() {
      const { afterPayment, shop } = yield* told({ kind: "callback-float-amount" })
      assert.include(afterPayment[0] ?? "", `"amount":22000.0}`)
      assert.isTrue(isSigned(afterPayment[0] ?? ""))
      assert.include(shop.received[1]?.body ?? "", `"amount":22000}`)
    }))

  it.live("callback-wrong-amount is rightly signed and a rupiah short", () =>
    Effect.gen(function*() {
      const { afterPayment } = yield* told({ kind: "callback-wrong-amount" })
      assert.include(afterPayment[0] ?? "", `"amount":21999,"currency"`)
      assert.include(afterPayment[0] ?? "", `"amount":21999}`)
      assert.isTrue(isSigned(afterPayment[0] ?? ""))
    }))
})
