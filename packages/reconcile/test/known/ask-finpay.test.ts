import { assert, describe, it } from "@effect/vitest"
import { NotAuthenticated, NotFound, Unavailable } from "@openfinpay/finpay-core"
import type { FinpayError } from "@openfinpay/finpay-core"
import { MutationNotFound } from "@openfinpay/finpay-journal"
import type { Journal, Mutation } from "@openfinpay/finpay-journal"
import type { Finpay } from "@openfinpay/finpay-transport"
import { Effect } from "effect"
import { askFinpay } from "../../src/known/ask-finpay.ts"

const facts = { operation: "checkStatus", detail: "so it is", nextStep: "Wait.", safeToRetry: true } as const

/** A Finpay that only answers one thing, and notes what it was asked. */
const finpayOf = (answer: Effect.Effect<unknown, FinpayError>, asked: Array<unknown> = []) => {
  const verb = (name: string) => (input: unknown) =>
    Effect.andThen(Effect.sync(() => asked.push([name, input])), answer)
  return { payments: { check: verb("check") }, qris: { query: verb("query") } } as unknown as Finpay["Service"]
}

const checked = (status: string, amount: number) =>
  Effect.succeed({ data: { order: { amount }, result: { payment: { status } } } })

describe("asking Finpay about a payment", () => {
  it.effect("gives its status and what was paid", () =>
    Effect.gen(function*() {
      const asked: Array<unknown> = []
      const told = yield* askFinpay(finpayOf(checked("PAID", 22000), asked))({ reference: "INV-1" })
      assert.deepStrictEqual(told, { answer: "status", status: "PAID", paidAmount: 22000, at: 0 })
      assert.deepStrictEqual(asked, [["check", { orderId: "INV-1" }]])
    }))

  it.effect("tells one it does not know from one it did not answer about", () =>
    Effect.gen(function*() {
      const unknown = yield* askFinpay(finpayOf(Effect.fail(new NotFound(facts))))({ reference: "INV-1" })
      assert.deepStrictEqual(unknown, { answer: "not_found", at: 0 })
      const gone = new Unavailable({ ...facts, reason: "refused" })
      const failed = yield* askFinpay(finpayOf(Effect.fail(gone)))({ reference: "INV-1" })
      assert.deepStrictEqual(failed, { answer: "failed", problem: gone.message, at: 0 })
    }))

  it.effect("ends where the credentials are not accepted", () =>
    Effect.gen(function*() {
      const refused = new NotAuthenticated(facts)
      const error = yield* Effect.flip(askFinpay(finpayOf(Effect.fail(refused)))({ reference: "INV-1" }))
      assert.strictEqual(error, refused)
    }))

  it.effect("asks about a QRIS payment by what the journal has of its refund", () =>
    Effect.gen(function*() {
      const asked: Array<unknown> = []
      const finpay = finpayOf(Effect.succeed({ latestTransactionStatus: "04", amount: 5000 }), asked)
      const request = { originalPartnerReferenceNo: "P-1", merchantId: "FM1" }
      const get = (id: string) =>
        id === "m-1"
          ? Effect.succeed({ operation: "qrisRefund", reference: "F-1", request } as Mutation)
          : Effect.fail(new MutationNotFound({ id }))
      const ask = askFinpay(finpay, { get } as Partial<Journal["Service"]> as Journal["Service"])
      const told = yield* ask({ reference: "F-1", mutationId: "m-1" })
      assert.deepStrictEqual(told, { answer: "status", status: "04", paidAmount: 5000, at: 0 })
      assert.deepStrictEqual(asked, [
        ["query", { originalReferenceNo: "F-1", originalPartnerReferenceNo: "P-1", merchantId: "FM1" }]
      ])
      const erased = yield* ask({ reference: "F-1", mutationId: "m-2" })
      assert.strictEqual(erased.answer, "failed")
      assert.deepStrictEqual(asked[1], ["check", { orderId: "F-1" }])
    }))
})
