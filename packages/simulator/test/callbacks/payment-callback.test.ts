import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { createHmac } from "node:crypto"
import type { CallbackRecord } from "../../src/index.ts"
import { merchant } from "../support/merchant.ts"
import { get, order, paidOrder, post } from "../support/pg.ts"
import { served } from "../support/served.ts"

/** Takes the signature, the last member, off a body: what is left is what was signed. */
const apart = (body: string): { readonly signed: string; readonly signature: string } => {
  const match = /^(\{.*),"signature":"([0-9a-f]{128})"\}$/su.exec(body)
  assert.isNotNull(match, body)
  return { signed: `${match?.[1]}}`, signature: match?.[2] ?? "" }
}

/** HMAC-SHA512 under the merchant key, as Finpay's page describes it. */
const isSigned = (body: string, key = "local-merchant-key"): boolean => {
  const { signature, signed } = apart(body)
  return createHmac("sha512", key).update(signed, "utf8").digest("hex") === signature
}

const withCallback = (url: string) => ({ url: { callbackUrl: `${url}/callback?shop=1` } })

describe("the payment callback", () => {
  it.live("[B1] is posted to the order's address and signed over PHP's json_encode, the signature last", () =>
    Effect.gen(function*() {
      const { simulator, url } = yield* served()
      const shop = yield* merchant()
      yield* order(url, "INV-1", "vabca", {
        ...withCallback(shop.url),
        customer: { id: "a/b é 🎉" },
        rest: { sourceOfFunds: { type: "vabca" }, meta: { data: { note: "x/y" } } }
      })
      yield* simulator.pay("INV-1")
      yield* simulator.deliverCallbacks
      assert.strictEqual(shop.received.length, 1)
      const [callback] = shop.received
      const body = callback?.body ?? ""
      assert.strictEqual(callback?.path, "/callback?shop=1")
      assert.strictEqual(callback?.headers["content-type"], "application/json")
      assert.isTrue(isSigned(body))
      assert.isFalse(isSigned(body, "another key"))
      // PHP escapes the slash and everything above ASCII.
      assert.include(body, String.raw`"customer":{"id":"a\/b \u00e9 \ud83c\udf89"}`)
      assert.include(body, String.raw`"meta":{"data":{"note":"x\/y"}}`)
      assert.match(body, /^[\x20-\x7e]*$/u)
      const [record] = yield* simulator.callbacks
      assert.strictEqual(record?.state, "delivered")
    }))

  it.live("[B2] has its members in the order of the wire", () =>
    Effect.gen(function*() {
      const { simulator, url } = yield* served()
      const shop = yield* merchant()
      yield* order(url, "INV-1", "cc", withCallback(shop.url))
      yield* order(url, "INV-2", "vabca", withCallback(shop.url))
      yield* simulator.pay("INV-1")
      yield* simulator.pay("INV-2")
      yield* simulator.deliverCallbacks
      const bodies = shop.received.map(({ body }) => JSON.parse(body) as Record<string, unknown>)
      const card = bodies.find(({ card }) => card !== undefined)
      const account = bodies.find(({ card }) => card === undefined)
      assert.deepStrictEqual(Object.keys(card ?? {}), [
        "merchant",
        "customer",
        "order",
        "transaction",
        "sourceOfFunds",
        "card",
        "meta",
        "result",
        "signature"
      ])
      assert.deepStrictEqual(account?.["order"], {
        id: "INV-2",
        reference: "INV-21000000000",
        amount: 22000,
        currency: "IDR"
      })
      const { payment } = (account ?? {})["result"] as { readonly payment: Record<string, unknown> }
      assert.deepStrictEqual(Object.keys(payment), [
        "status",
        "statusDesc",
        "userDesc",
        "datetime",
        "reference",
        "channel",
        "amount"
      ])
      assert.deepStrictEqual([payment["status"], payment["amount"], payment["channel"]], ["PAID", 22000, "014"])
    }))

  it.live("[B3] tells every change of status, or those that are asked for", () =>
    Effect.gen(function*() {
      const shop = yield* merchant()
      const statuses = Effect.fnUntraced(function*(url: string) {
        shop.received.length = 0
        yield* order(url, "PAID", "vabca", withCallback(shop.url))
        yield* order(url, "HELD", "cc", withCallback(shop.url))
        yield* order(url, "GONE", "vabca", withCallback(shop.url))
        yield* order(url, "LATE", "vabca", { ...withCallback(shop.url), order: { timeout: "1" } })
        yield* get(url, "cancel/GONE")
        return url
      })
      const all = yield* served()
      yield* statuses(all.url)
      yield* all.simulator.pay("PAID")
      yield* post(all.url, "refund", { order: { id: "PAID", amount: "1" } })
      yield* post(all.url, "refund", { order: { id: "PAID", amount: "21999" } })
      yield* all.simulator.authorize("HELD")
      yield* all.simulator.capture("HELD")
      yield* get(all.url, "void/HELD")
      yield* all.simulator.advanceClock("1 minute")
      const told = shop.received.map(({ body }) =>
        /"id":"([A-Z]{4})".*"status":"([A-Z_]+)"/u.exec(body)?.slice(1).join(" ")
      )
      assert.sameMembers(told, [
        "GONE CANCELLED",
        "HELD AUTHORIZED",
        "HELD CANCELLED",
        "HELD CAPTURED",
        "LATE EXPIRED",
        "PAID PAID",
        "PAID PARTIALLY_REFUNDED",
        "PAID REFUNDED"
      ])
      // Those of one order come in the order in which they happened.
      assert.deepStrictEqual(told.filter((one) => one?.startsWith("PAID")), [
        "PAID PAID",
        "PAID PARTIALLY_REFUNDED",
        "PAID REFUNDED"
      ])
      const some = yield* served({ callbacks: { statuses: ["PAID"] } })
      yield* statuses(some.url)
      yield* some.simulator.pay("PAID")
      yield* some.simulator.deliverCallbacks
      assert.strictEqual(shop.received.length, 1)
      const none = yield* served({ callbacks: { enabled: false } })
      yield* statuses(none.url)
      yield* none.simulator.pay("PAID")
      yield* none.simulator.deliverCallbacks
      assert.strictEqual(shop.received.length, 0)
    }))

  it.live("[B4] is tried again on its schedule until it is accepted, or given up", () =>
    Effect.gen(function*() {
      const { simulator, url } = yield* served()
      const answers = [{ status: 404 }, { status: 500 }, { status: 200, body: `{"responseCode":"5000000"}` }, {
        status: 204
      }] as const
      const shop = yield* merchant((_, count) => answers[count - 1] ?? { status: 200 })
      yield* order(url, "INV-0", "vabca", withCallback(shop.url))
      yield* simulator.pay("INV-0")
      yield* simulator.deliverCallbacks
      const seen = Effect.map(simulator.callbacks, ([record]) => [
        record?.state,
        record?.attempts.length,
        record?.attempts.at(-1)?.problem
      ])
      assert.deepStrictEqual(yield* seen, ["waiting", 1, "not accepted"])
      yield* simulator.advanceClock("61 seconds")
      assert.deepStrictEqual(yield* seen, ["waiting", 2, "not accepted"])
      yield* simulator.advanceClock("301 seconds")
      assert.deepStrictEqual(yield* seen, ["waiting", 3, "answered 5000000"])
      yield* simulator.advanceClock("901 seconds")
      assert.deepStrictEqual(yield* seen, ["delivered", 4, undefined])
      assert.strictEqual(new Set(shop.received.map(({ body }) => body)).size, 1)

      // Nobody listens on this port, and no server of another test is ever given it.
      yield* order(url, "INV-1", "vabca", withCallback("http://127.0.0.1:2"))
      yield* simulator.pay("INV-1")
      yield* simulator.advanceClock("2 hours")
      const [, record] = yield* simulator.callbacks
      assert.strictEqual(record?.state, "given-up")
      assert.strictEqual(record?.attempts.length, 5)
      assert.isTrue(record?.attempts.every(({ problem }) => problem === "ECONNREFUSED"))
      const first = record?.attempts[0]?.at ?? 0
      // A wait begins when the try before it has ended, so that a try that takes long puts off the next one.
      const minutes = record?.attempts.map(({ at }) => Math.floor((at - first) / 60_000))
      assert.deepStrictEqual(minutes, [0, 1, 6, 21, 81])
    }))

  it.live("[B5] writes a float amount by a switch, signed as it stands", () =>
    Effect.gen(function*() {
      const { simulator, url } = yield* served({ callbacks: { floatAmounts: true } })
      const shop = yield* merchant()
      yield* order(url, "INV-1", "vabca", withCallback(shop.url))
      yield* simulator.pay("INV-1")
      yield* simulator.deliverCallbacks
      const body = shop.received[0]?.body ?? ""
      assert.include(body, `"amount":22000.0}}`)
      assert.include(body, `"amount":22000,"currency"`)
      assert.isTrue(isSigned(body))
    }))

  it.live("goes to this machine only, unless other places are allowed", () =>
    Effect.gen(function*() {
      const { simulator, url } = yield* served()
      const away = [
        "http://192.0.2.1/cb",
        "https://example.co.id/cb",
        "http://localhost.example.co.id/",
        "http://[2001:db8::1]/"
      ]
      for (const [index, callbackUrl] of away.entries()) {
        yield* order(url, `INV-${index}`, "vabca", { url: { callbackUrl } })
        yield* simulator.pay(`INV-${index}`)
      }
      yield* simulator.deliverCallbacks
      const records = yield* simulator.callbacks
      assert.deepStrictEqual(
        records.map(({ attempts, state }) => [state, attempts.length]),
        away.map(() => ["refused", 0])
      )
    }))

  it.live("follows no redirect", () =>
    Effect.gen(function*() {
      const { simulator, url } = yield* served()
      const elsewhere = yield* merchant()
      const shop = yield* merchant(() => ({ status: 307, headers: { location: `${elsewhere.url}/taken` } }))
      yield* order(url, "INV-1", "vabca", withCallback(shop.url))
      yield* simulator.pay("INV-1")
      yield* simulator.deliverCallbacks
      assert.deepStrictEqual([shop.received.length, elsewhere.received.length], [1, 0])
      assert.strictEqual((yield* simulator.callbacks)[0]?.attempts[0]?.httpStatus, 307)
    }))

  it.live("is not sent for an order that names no address", () =>
    Effect.gen(function*() {
      const { simulator, url } = yield* served()
      yield* paidOrder(url, "INV-1")
      assert.deepStrictEqual(yield* simulator.callbacks, [])
    }))
})

describe("the address for orders that name none", () => {
  it.live("gets their callbacks, and the others still go to their own", () =>
    Effect.gen(function*() {
      const shop = yield* merchant()
      const other = yield* merchant()
      const { simulator, url } = yield* served({ callbacks: { url: `${shop.url}/news` } })
      yield* paidOrder(url, "INV-1")
      yield* order(url, "INV-2", "vabca", withCallback(other.url))
      yield* simulator.pay("INV-2")
      yield* simulator.deliverCallbacks
      assert.deepStrictEqual([shop, other].map(({ received }) => received.map(({ path }) => path)), [
        ["/news"],
        ["/callback?shop=1"]
      ])
    }))
})

describe("who listens to callbacks", () => {
  it.live("is told of each try, and of one that goes nowhere", () =>
    Effect.gen(function*() {
      const told: Array<CallbackRecord> = []
      const shop = yield* merchant((_, count) => ({ status: count === 1 ? 500 : 200 }))
      const { simulator, url } = yield* served({ onCallback: (callback) => told.push(callback) })
      yield* order(url, "INV-1", "vabca", withCallback(shop.url))
      yield* order(url, "INV-2", "vabca", withCallback("https://shop.example.co.id"))
      yield* simulator.pay("INV-1")
      yield* simulator.deliverCallbacks
      yield* simulator.advanceClock("1 minute")
      yield* simulator.pay("INV-2")
      assert.deepStrictEqual(
        told.map(({ attempts, orderId, state }) => [orderId, state, attempts.map(({ httpStatus }) => httpStatus)]),
        [["INV-1", "waiting", [500]], ["INV-1", "delivered", [500, 200]], ["INV-2", "refused", []]]
      )
    }))
})
