import { assert, describe, it } from "@effect/vitest"
import { type FinpayError, NotAuthenticated, NotFound, Unavailable } from "@openfinpay/finpay-core"
import { errorToJson } from "@openfinpay/finpay-core"
import { makeOutageWatch } from "../../src/batch/outage.ts"
import { mutationIn } from "../support/mutation.ts"

const facts = { operation: "refund", reference: "INV-1", detail: "d", nextStep: "n", safeToRetry: true } as const

const rejected = (error: FinpayError) => mutationIn("rejected", { error: errorToJson(error) })

const unserved = rejected(new Unavailable({ ...facts, reason: "refused" }))

describe("an outage", () => {
  it("is ten lines in a row that Finpay does not serve, or all of them", () => {
    const ten = makeOutageWatch(100)
    const seen = Array.from({ length: 10 }, () => ten(unserved)?._tag)
    assert.deepStrictEqual(seen, [...Array.from({ length: 9 }, () => undefined), "Unavailable"])
    const few = makeOutageWatch(2)
    assert.deepStrictEqual([few(unserved)?._tag, few(unserved)?._tag], [undefined, "Unavailable"])
  })

  it("is none when any line between them is answered", () => {
    const watch = makeOutageWatch(100)
    for (let round = 0; round < 5; round++) {
      for (let line = 0; line < 9; line++) assert.isUndefined(watch(unserved))
      assert.isUndefined(watch(round % 2 === 0 ? mutationIn("succeeded") : rejected(new NotFound(facts))))
    }
  })

  it("is one line whose credentials are refused: no other would fare better", () => {
    assert.strictEqual(makeOutageWatch(100)(rejected(new NotAuthenticated(facts)))?._tag, "NotAuthenticated")
  })
})
