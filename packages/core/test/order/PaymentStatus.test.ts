import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { isFinal, isPaid, PaymentStatus, paymentStatuses } from "../../src/order/PaymentStatus.ts"

const read = Schema.decodeUnknownEffect(PaymentStatus)

describe("PaymentStatus", () => {
  it("says of each known status whether it was paid and whether it can still change", () => {
    const expected: Readonly<Record<string, readonly [boolean | undefined, boolean | undefined]>> = {
      PAID: [true, false],
      CAPTURED: [true, false],
      PARTIALLY_REFUNDED: [true, false],
      REFUNDED: [true, true],
      CANCELLED: [false, true],
      FAILURE: [false, true],
      EXPIRED: [false, true],
      REQUEST_INITIATED: [false, false],
      INITIATED: [false, false],
      AUTHENTICATION_INITIATED: [false, false],
      AUTHENTICATED: [false, false],
      AUTHORIZED: [false, false],
      PENDING: [false, false],
      PARTIALLY_CAPTURED: [undefined, false]
    }
    for (const [status, [paid, final]] of Object.entries(expected)) {
      assert.strictEqual(isPaid(status), paid, status)
      assert.strictEqual(isFinal(status), final, status)
    }
    const listed = new Set([...Object.keys(paymentStatuses), "PARTIALLY_CAPTURED"])
    assert.deepStrictEqual(new Set(Object.keys(expected)), listed)
  })

  it("holds every row of Finpay's status list", () => {
    const list = [
      "PAID",
      "AUTHENTICATED",
      "AUTHORIZED",
      "PARTIALLY_CAPTURED",
      "CAPTURED",
      "PARTIALLY_REFUNDED",
      "REFUNDED",
      "CANCELLED",
      "INITIATED",
      "AUTHENTICATION_INITIATED",
      "REQUEST_INITIATED",
      "FAILURE",
      "PENDING",
      "EXPIRED"
    ]
    for (const status of list) assert.isBoolean(isFinal(status), status)
  })

  it.effect("reads any case and the other spellings", () =>
    Effect.gen(function*() {
      assert.strictEqual(yield* read("paid"), "PAID")
      assert.strictEqual(yield* read(" Captured "), "CAPTURED")
      assert.strictEqual(yield* read("CANCELED"), "CANCELLED")
      assert.strictEqual(yield* read("canceled"), "CANCELLED")
      assert.strictEqual(yield* read("FAILED"), "FAILURE")
      assert.strictEqual(yield* read("partially_captured"), "PARTIALLY_CAPTURED")
    }))

  it.effect.prop(
    "knows nothing of an unknown status, and keeps it as given",
    [Schema.String],
    ([text]) =>
      Effect.gen(function*() {
        const status = yield* read(`?${text}`)
        assert.strictEqual(status, `?${text}`)
        assert.isUndefined(isPaid(status))
        assert.isUndefined(isFinal(status))
        assert.strictEqual(yield* Schema.encodeEffect(PaymentStatus)(status), `?${text}`)
      })
  )

  it.effect("is not fooled by names every object has", () =>
    Effect.gen(function*() {
      for (const name of ["constructor", "toString", "__proto__", "hasOwnProperty", "", "CONSTRUCTOR"]) {
        assert.strictEqual(yield* read(name), name)
        assert.isUndefined(isPaid(name))
        assert.isUndefined(isFinal(name))
      }
    }))

  it.effect("is a text", () =>
    Effect.gen(function*() {
      for (const value of [null, undefined, 1, {}, ["PAID"]]) yield* Effect.flip(read(value))
    }))
})
