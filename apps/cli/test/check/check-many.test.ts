import { assert, describe, it } from "@effect/vitest"
import { NotAuthenticated, NotFound } from "@openfinpay/finpay-core"
import { Effect, Fiber, Stream } from "effect"
import { TestClock } from "effect/testing"
import { type Ask, mostSerious, outcomesOf } from "../../src/check/check-many.ts"
import type { Checked } from "../../src/check/checked.ts"

const paid: Checked = {
  responseCode: "2000000",
  raw: {},
  data: { result: { payment: { status: "PAID" } } }
}

const facts = { operation: "checkStatus", detail: "no", nextStep: "Look.", safeToRetry: true } as const

/** The later an order was asked for, the sooner it is answered; says how many were on their way at most. */
const backwards = (count: number, refusedFrom = count) => {
  const seen = { asked: 0, most: 0 }
  let underWay = 0
  const ask: Ask = Effect.fnUntraced(function*(order) {
    seen.asked += 1
    underWay += 1
    seen.most = Math.max(seen.most, underWay)
    yield* Effect.sleep(`${count - Number(order)} seconds`)
    underWay -= 1
    if (Number(order) >= refusedFrom) return yield* new NotAuthenticated(facts)
    return order === "3" ? yield* new NotFound(facts) : paid
  })
  const orders = Stream.map(Stream.range(0, count - 1), (order) => ({ order: String(order) }))
  return { seen, outcomes: Stream.runCollect(outcomesOf(orders, ask)) }
}

describe("many", () => {
  it.effect("four at a time, told in their order, whatever comes of one", () =>
    Effect.gen(function*() {
      const { outcomes, seen } = backwards(20)
      const fiber = yield* Effect.forkChild(outcomes)
      yield* TestClock.adjust("10 minutes")
      const told = yield* Fiber.join(fiber)
      assert.deepStrictEqual(told.map(({ order }) => order), Array.from({ length: 20 }, (_, at) => String(at)))
      assert.deepStrictEqual(told.flatMap((outcome) => "failure" in outcome ? [outcome.order] : []), ["3"])
      assert.strictEqual(seen.most, 4)
    }))

  it.effect("credentials that are not accepted are not tried again and again", () =>
    Effect.gen(function*() {
      const { outcomes, seen } = backwards(100, 0)
      const fiber = yield* Effect.forkChild(Effect.flip(outcomes))
      yield* TestClock.adjust("10 minutes")
      assert.strictEqual((yield* Fiber.join(fiber))._tag, "NotAuthenticated")
      assert.isAtMost(seen.asked, 8)
    }))
})

describe("the exit code of many", () => {
  it("is the most serious one", () => {
    assert.strictEqual(mostSerious([]), 0)
    assert.strictEqual(mostSerious([0, 0]), 0)
    assert.strictEqual(mostSerious([0, 3, 0]), 3)
    assert.strictEqual(mostSerious([3, 2, 0]), 2)
    assert.strictEqual(mostSerious([2, 4, 3]), 4)
    assert.strictEqual(mostSerious([4, 6, 2]), 6)
    assert.strictEqual(mostSerious([6, 5, 4]), 5)
    assert.strictEqual(mostSerious([5, 1]), 1)
  })
})
