import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import type { Order } from "../../src/orders/Order.ts"
import { refundable, refunded } from "../../src/orders/Order.ts"
import { authorizationSteps } from "../../src/orders/status.ts"
import type { OrderEvent } from "../../src/orders/transition.ts"
import { transition } from "../../src/orders/transition.ts"

const fresh = (channel: string): Order => ({
  key: "M/INV-1",
  merchantId: "M",
  id: "INV-1",
  reference: "",
  amount: 10,
  channel,
  status: "REQUEST_INITIATED",
  history: [{ status: "REQUEST_INITIATED", at: 0 }],
  createdAt: 0,
  expiresAt: 100,
  captured: 0,
  refunds: [],
  rrn: "000000000000"
})

/** What may happen, as data that can be drawn. */
const Step = Schema.Union([
  Schema.Struct({ type: Schema.Literals(["pay", "pend", "decline", "expire", "settle", "cancel", "void"]) }),
  Schema.Struct({ type: Schema.Literal("authorize"), step: Schema.Literals(authorizationSteps) }),
  Schema.Struct({
    type: Schema.Literal("capture"),
    amount: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 11 }))
  }),
  Schema.Struct({
    type: Schema.Literal("refund"),
    amount: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 11 })),
    running: Schema.Boolean,
    fails: Schema.Boolean
  }),
  Schema.Struct({
    type: Schema.Literal("refund-ends"),
    index: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 5 }))
  })
])

const Steps = Schema.Struct({
  channel: Schema.Literals(["cc", "vabca", "qris", ""]),
  steps: Schema.Array(Step).check(Schema.isMaxLength(20))
})

const eventOf = (step: typeof Step.Type, order: Order): OrderEvent => {
  switch (step.type) {
    case "refund": {
      const ends = { at: 50, as: step.fails ? "failed" : "done" } as const
      return {
        type: "refund",
        refund: {
          refundNo: `RF${order.refunds.length}`,
          amount: step.amount,
          state: step.running ? "running" : "done",
          at: 1,
          ...(step.running ? { ends } : {})
        }
      }
    }
    case "refund-ends":
      return { type: "refund-ends", refundNo: `RF${step.index}` }
    default:
      return step
  }
}

const final = ["CANCELLED", "FAILURE", "EXPIRED", "REFUNDED"]

describe("an order's transitions", () => {
  it.prop(
    "never give back more than was taken, nor take more than was ordered, and end where they end",
    [Steps],
    ([drawn]) => {
      let order = fresh(drawn.channel)
      for (const step of drawn.steps) {
        const before = order
        const outcome = transition(before, eventOf(step, before), 1)
        if (Result.isFailure(outcome)) continue
        order = outcome.success
        assert.isAtMost(refunded(order), order.captured)
        assert.isAtMost(order.captured, order.amount)
        assert.strictEqual(order.amount, 10)
        assert.strictEqual(order.history.at(-1)?.status, order.status)
        if (order.status !== before.status) assert.notInclude(final, before.status)
        if (before.settledAt !== undefined) assert.notStrictEqual(order.status, "CANCELLED")
        if (order.status === "REFUNDED") assert.strictEqual(refundable(order), 0)
        if (order.captured > 0) assert.notStrictEqual(order.reference, "")
      }
    }
  )

  it("a refund that runs counts, one that failed does not", () => {
    const paid = Result.getOrThrow(transition(fresh("vabca"), { type: "pay" }, 1))
    const running = { refundNo: "RF0", amount: 6, state: "running", at: 2, ends: { at: 9, as: "failed" } } as const
    const during = Result.getOrThrow(transition(paid, { type: "refund", refund: running }, 2))
    assert.deepStrictEqual([during.status, refundable(during)], ["PAID", 4])
    assert.isTrue(Result.isFailure(transition(during, { type: "void" }, 3)))
    const after = Result.getOrThrow(transition(during, { type: "refund-ends", refundNo: "RF0" }, 9))
    assert.deepStrictEqual([after.status, refundable(after)], ["PAID", 10])
    assert.isTrue(Result.isFailure(transition(after, { type: "refund-ends", refundNo: "RF0" }, 9)))
  })

  it("a hosted order takes the channel the payer chooses, any other keeps its own", () => {
    const chosen = Result.getOrThrow(transition(fresh(""), { type: "pay", channel: "cc" }, 1))
    assert.deepStrictEqual([chosen.channel, chosen.status], ["cc", "CAPTURED"])
    const own = Result.getOrThrow(transition(fresh("vabca"), { type: "pay", channel: "cc" }, 1))
    assert.deepStrictEqual([own.channel, own.status], ["vabca", "PAID"])
  })

  it("steps of a card go forward only, and only for cards", () => {
    const authenticated = Result.getOrThrow(transition(fresh("cc"), { type: "authorize", step: "AUTHENTICATED" }, 1))
    assert.isTrue(Result.isFailure(transition(authenticated, { type: "authorize", step: "INITIATED" }, 2)))
    assert.isTrue(Result.isFailure(transition(fresh("qris"), { type: "authorize", step: "AUTHORIZED" }, 1)))
    assert.isTrue(Result.isFailure(transition(authenticated, { type: "capture" }, 2)))
    assert.strictEqual(Result.getOrThrow(transition(authenticated, { type: "pay" }, 2)).status, "CAPTURED")
  })
})
