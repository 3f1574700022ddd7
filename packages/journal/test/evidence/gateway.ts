import type { FinpayError } from "@openfinpay/finpay-core"
import { Simulator } from "@openfinpay/finpay-simulator"
import type { FaultInput, OrderView } from "@openfinpay/finpay-simulator"
import { Finpay, localConfig } from "@openfinpay/finpay-transport"
import { Effect, Layer, Result, Schema } from "effect"
import type { JournaledOperation } from "../../src/Mutation.ts"

/** The real simulator and the real transport in one process. */
export const gateway = Finpay.layer(localConfig()).pipe(
  Layer.provideMerge(Simulator.httpClient),
  Layer.provideMerge(Simulator.layer({ callbacks: { enabled: false } }))
)

/** What every generated payment is worth. */
export const total = 100

/** Something that happens to a payment by itself. What its state does not allow does not happen. */
export const Event = Schema.Literals([
  "pay",
  "pend",
  "authorize",
  "capture",
  "capture a part",
  "decline",
  "expire",
  "settle"
])

/** How sending ends. */
export const Ending = Schema.Literals([
  /** It is carried out and the answer is lost. */
  "lost-answer",
  "error-after",
  /** It does not arrive. */
  "connection-reset",
  "bad-gateway",
  /** It is accepted and done, or fails, a minute later. */
  "in-progress",
  "in-progress-fails"
])

/** A refund that happened before. */
export const Earlier = Schema.Struct({
  amount: Schema.Literals([10, 30, 40]),
  /** Whether the journal counts it; somebody else's it does not. */
  counted: Schema.Boolean,
  /** Whether it was really done: a person may have closed it as applied when nobody could say. */
  done: Schema.Boolean
})

/** A payment, what happened to it, and a mutation of it. */
export const Scenario = Schema.Struct({
  channel: Schema.Literals(["vabca", "cc"]),
  /** Often paid: what follows is about money. */
  before: Schema.Array(Schema.Literals(["pay", "pay", "pay", ...Event.literals])).check(Schema.isMaxLength(3)),
  earlier: Schema.Array(Earlier).check(Schema.isMaxLength(2)),
  operation: Schema.Literals(["refund", "refund", "refund", "void", "cancel"]),
  amount: Schema.Literals([20, 30, 60, 90, 100]),
  ending: Ending,
  meanwhile: Schema.Array(Event).check(Schema.isMaxLength(1)),
  meanwhileFirst: Schema.Boolean,
  /** Whether what is in progress has ended when the payment is asked for again. */
  later: Schema.Boolean
})

export type Scenario = typeof Scenario.Type

/** A QRIS payment, and a refund of it. */
export const QrisScenario = Schema.Struct({
  before: Schema.Array(Schema.Literals(["pay", "expire"])).check(Schema.isMaxLength(1)),
  earlier: Schema.Array(Earlier).check(Schema.isMaxLength(2)),
  amount: Schema.Literals([20, 30, 60, 70, 90, 100]),
  ending: Ending,
  meanwhile: Schema.Array(Schema.Literals(["pay", "expire"])).check(Schema.isMaxLength(1)),
  later: Schema.Boolean
})

export type QrisScenario = typeof QrisScenario.Type

/** Makes an order of the payment gateway. */
export const makeOrder = Effect.fnUntraced(function*(id: string, channel: string) {
  const { payments } = yield* Finpay
  yield* payments.initiate({
    customer: { email: "payer@example.co.id", mobilePhone: "+6281234567890" },
    order: { id, amount: total },
    url: {},
    sourceOfFunds: { type: channel }
  })
})

/** Makes a QR; gives Finpay's number of it. */
export const makeQr = Effect.fnUntraced(function*(id: string) {
  const { qris } = yield* Finpay
  const { referenceNo = "" } = yield* qris.generate({
    partnerReferenceNo: id,
    amount: total,
    validityPeriod: "2099-01-01T00:00:00+07:00",
    additionalInfo: {}
  })
  return referenceNo
})

/** Lets it happen, where the payment's state allows it. */
export const happen = Effect.fnUntraced(function*(id: string, event: typeof Event.Type) {
  const simulator = yield* Simulator
  const happens = event === "capture a part" ? simulator.capture(id, { amount: 60 }) : simulator[event](id)
  yield* Effect.ignore(happens)
})

/** Sends a mutation into a fault; gives how its sender was told. */
export const sendInto = Effect.fnUntraced(
  function*(
    operation: JournaledOperation,
    ending: typeof Ending.Type,
    send: Effect.Effect<unknown, FinpayError>
  ) {
    const simulator = yield* Simulator
    const isProgress = ending === "in-progress" || ending === "in-progress-fails"
    const isRefund = operation === "refund" || operation === "qrisRefund"
    const kind: FaultInput["kind"] = isProgress && !isRefund ? "lost-answer" : ending
    yield* simulator.setFaults([{ kind, operation }])
    const sent = yield* Effect.result(send)
    yield* simulator.clearFaults
    return Result.isFailure(sent) ? sent.failure : undefined
  }
)

/** Whether the gateway carried out, or is carrying out, what came since. */
export const wasCarriedOut = (operation: JournaledOperation, was: OrderView, is: OrderView): boolean => {
  const refunds = is.refunds.filter(({ state }) => state !== "failed").length
  switch (operation) {
    case "refund":
    case "qrisRefund":
      return refunds > was.refunds.filter(({ state }) => state !== "failed").length
    case "void":
    case "cancel":
      return is.status === "CANCELLED" && was.status !== "CANCELLED"
  }
}
