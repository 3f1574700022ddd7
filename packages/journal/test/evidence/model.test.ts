/**
 * The rules against a gateway: whatever happened to a payment before and meanwhile, and however sending ended, what the
 * rules conclude from asking is what the gateway did.
 */
import { assert, describe, layer } from "@effect/vitest"
import { FinpayError } from "@openfinpay/finpay-core"
import { Simulator } from "@openfinpay/finpay-simulator"
import { Finpay } from "@openfinpay/finpay-transport"
import { Effect, Schema } from "effect"
import { askPayment } from "../../src/ask.ts"
import { weighRepeat } from "../../src/evidence/weigh-repeat.ts"
import { weigh } from "../../src/evidence/weigh.ts"
import type { JournaledOperation } from "../../src/Mutation.ts"
import {
  gateway,
  happen,
  makeOrder,
  makeQr,
  QrisScenario,
  Scenario,
  sendInto,
  total,
  wasCarriedOut
} from "./gateway.ts"

const keep = Schema.encodeSync(FinpayError)

const counted = (earlier: Scenario["earlier"]): number =>
  earlier.reduce((sum, one) => one.counted ? sum + one.amount : sum, 0)

let orders = 0
const nextId = (): string => `MODEL-${++orders}`

/** How often each kind of verdict was put to the test, by operation. */
const met = new Map<string, number>()
const meet = (operation: JournaledOperation, kind: string): void => {
  const name = `${operation} ${kind}`
  met.set(name, (met.get(name) ?? 0) + 1)
}

const checked = (operation: JournaledOperation, kind: string, isApplied: boolean, scenario: unknown): void => {
  meet(operation, kind)
  if (kind === "applied") assert.isTrue(isApplied, JSON.stringify(scenario))
  if (kind === "same") assert.isFalse(isApplied, JSON.stringify(scenario))
}

const tryPg = Effect.fnUntraced(function*(scenario: Scenario) {
  const { amount, channel, earlier, ending, later, meanwhile, meanwhileFirst, operation } = scenario
  const simulator = yield* Simulator
  const finpay = yield* Finpay
  const id = nextId()
  yield* makeOrder(id, channel)
  for (const event of scenario.before) yield* happen(id, event)
  for (const one of earlier) {
    if (one.done) yield* Effect.ignore(finpay.payments.refund({ order: { id, amount: one.amount } }))
  }
  const mutation = { operation, reference: id, ...(operation === "cancel" ? {} : { amount }) }
  const before = { ...yield* askPayment(finpay, mutation), refunded: counted(earlier), done: 0 }
  const was = yield* simulator.order(id)

  if (meanwhileFirst) { for (const event of meanwhile) yield* happen(id, event) }
  const order = { id, amount: operation === "void" ? total : amount }
  const error = yield* sendInto(
    operation,
    ending,
    operation === "cancel" ? finpay.payments.cancel({ orderId: id }) : finpay.payments[operation]({ order })
  )
  if (!meanwhileFirst) { for (const event of meanwhile) yield* happen(id, event) }
  if (later) yield* simulator.advanceClock("2 minutes")

  // A clear answer leaves nothing to find out.
  if (error?._tag !== "OutcomeUnknown") return
  const question = { ...mutation, before, error: keep(error) }
  const after = yield* askPayment(finpay, mutation)
  const { kind } = weigh(question, after)
  const is = yield* simulator.order(id)
  checked(operation, kind, wasCarriedOut(operation, was, is), { scenario, before, after })
})

const tryQris = Effect.fnUntraced(function*(scenario: QrisScenario) {
  const { amount, earlier, ending, later, meanwhile } = scenario
  const simulator = yield* Simulator
  const finpay = yield* Finpay
  const id = nextId()
  const originalReferenceNo = yield* makeQr(id)
  const requestOf = (partnerRefundNo: string, refundAmount: number) => ({
    originalReferenceNo,
    partnerRefundNo,
    refundAmount,
    reason: "returned"
  })
  for (const event of scenario.before) yield* happen(id, event)
  for (const [index, one] of earlier.entries()) {
    if (one.done) yield* Effect.ignore(finpay.qris.refund(requestOf(`${id}-${index}`, one.amount)))
  }
  const request = requestOf(`${id}-R`, amount)
  const mutation = { operation: "qrisRefund", reference: originalReferenceNo, amount, request } as const
  const before = { ...yield* askPayment(finpay, mutation), refunded: counted(earlier), done: 0 }
  const was = yield* simulator.order(id)

  const error = yield* sendInto("qrisRefund", ending, finpay.qris.refund(request))
  for (const event of meanwhile) yield* happen(id, event)
  if (later) yield* simulator.advanceClock("2 minutes")

  if (error?._tag !== "OutcomeUnknown") return
  const question = { ...mutation, before, error: keep(error) }
  const after = yield* askPayment(finpay, mutation)
  const { kind } = weigh(question, after)
  checked("qrisRefund", kind, wasCarriedOut("qrisRefund", was, yield* simulator.order(id)), { scenario, before, after })
  if (kind !== "repeat") return

  const repeat = weighRepeat(yield* Effect.result(finpay.qris.refund(request)))
  const is = yield* simulator.order(id)
  const ours = is.refunds.filter(({ partnerRefundNo, state }) => partnerRefundNo === `${id}-R` && state !== "failed")
  assert.isAtMost(ours.length, 1, JSON.stringify(scenario))
  checked("qrisRefund", repeat.kind, ours.some(({ state }) => state === "done"), { scenario, repeat })
})

// One seed, so that what is met is met every time.
const runs = (count: number) => ({ arbitrary: { runs: count, seed: "evidence" } })

describe("weigh against the simulator", () => {
  layer(gateway)((it) => {
    it.effect.prop(
      "knows what became of a refund, void or cancel",
      [Scenario],
      ([scenario]) => tryPg(scenario),
      runs(1000)
    )

    it.effect.prop("knows what became of a QRIS refund", [QrisScenario], ([scenario]) => tryQris(scenario), runs(400))

    it.effect("was put to the test by every kind of verdict that can be", () =>
      Effect.sync(() => {
        const expected = [
          ...["refund", "void"].flatMap((operation) =>
            ["applied", "same", "undecided", "ask-again"].map((kind) => `${operation} ${kind}`)
          ),
          ...["applied", "same", "ask-again"].map((kind) => `cancel ${kind}`),
          ...["applied", "same", "undecided", "ask-again", "repeat"].map((kind) => `qrisRefund ${kind}`)
        ]
        assert.deepStrictEqual(expected.filter((name) => !met.has(name)), [])
      }))
  })
})
