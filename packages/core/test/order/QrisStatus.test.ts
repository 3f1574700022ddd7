import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { isQrisFinal, isQrisPaid, QrisStatus, qrisStatuses } from "../../src/order/QrisStatus.ts"
import { latestTransactionStatuses } from "../seeds/facts.ts"

const read = Schema.decodeUnknownEffect(QrisStatus)

describe("QrisStatus", () => {
  it("has the documented meanings", () => {
    const names = Object.entries(qrisStatuses).map(([code, { name }]) => [code, name])
    assert.deepStrictEqual(Object.fromEntries(names), latestTransactionStatuses)
  })

  it("says of each whether it was paid and whether it can still change", () => {
    const expected: Readonly<Record<string, readonly [boolean | undefined, boolean]>> = {
      "00": [true, false],
      "01": [false, false],
      "02": [false, false],
      "03": [false, false],
      "04": [true, true],
      "05": [false, true],
      "06": [false, true],
      "07": [undefined, false]
    }
    assert.deepStrictEqual(Object.keys(expected).toSorted(), Object.keys(qrisStatuses).toSorted())
    for (const [status, [paid, final]] of Object.entries(expected)) {
      assert.strictEqual(isQrisPaid(status), paid, status)
      assert.strictEqual(isQrisFinal(status), final, status)
    }
  })

  it.effect("reads a known one through blanks, and keeps an unknown one as given", () =>
    Effect.gen(function*() {
      assert.strictEqual(yield* read(" 00 "), "00")
      for (const unknown of ["08", "09", " 8 ", "0", "000", "", "PAID", "constructor"]) {
        assert.strictEqual(yield* read(unknown), unknown)
        assert.isUndefined(isQrisPaid(unknown), unknown)
        assert.isUndefined(isQrisFinal(unknown), unknown)
      }
    }))
})
