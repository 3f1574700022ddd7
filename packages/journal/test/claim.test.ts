import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { describeDatabases } from "./databases.ts"
import { ask, giveUpSender, makeWorld, patient, refund, until, voiding } from "./support/world.ts"

const supervisor = { actor: "supervisor", reason: "seen in the statement" }

describeDatabases("what Finpay shows before anything is sent", (fresh) => {
  it.live("a void of what somebody else gave back in part is refused", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const { journal } = yield* world.open()
      yield* world.paid("INV-1", 22_000)
      yield* world.payer.payments.refund({ order: { id: "INV-1", amount: 1_000 } })
      const { mutation } = yield* journal.submit(voiding("a", "INV-1", 22_000), patient)
      assert.deepStrictEqual([mutation.state, mutation.decidedBy], ["rejected", "journal"])
      assert.include(mutation.error?.detail, "PARTIALLY_REFUNDED")
      assert.lengthOf(yield* world.received("INV-1", "voidPayment"), 0)
    }))

  // Only PARTIALLY_REFUNDED is ever seen: whether 22.000 were taken or the 15.000 of the capture cannot be told.
  it.live("no more is given back than is sure to have been taken, where the journal never saw it taken", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const { journal } = yield* world.open()
      yield* world.order("INV-1", 22_000)
      yield* world.simulator.authorize("INV-1")
      yield* world.simulator.capture("INV-1", { amount: 15_000 })
      yield* world.payer.payments.refund({ order: { id: "INV-1", amount: 1_000 } })
      const more = yield* journal.submit(refund("a", "INV-1", 15_001), patient)
      assert.deepStrictEqual([more.mutation.state, more.mutation.decidedBy], ["rejected", "journal"])
      const [last] = (yield* journal.history(more.mutation.id)).slice(-1)
      assert.deepInclude(last?.detail, {
        refusal: { rule: "more-than-left", asked: 15_001, left: 15_000, paid: 15_000 }
      })
      const first = yield* journal.submit(refund("b", "INV-1", 8_000), patient)
      assert.strictEqual(first.mutation.state, "succeeded")
      const second = yield* journal.submit(refund("c", "INV-1", 8_000), patient)
      assert.deepStrictEqual([second.mutation.state, second.mutation.decidedBy], ["rejected", "journal"])
      assert.lengthOf(yield* world.received("INV-1", "refund"), 2)
    }))

  it.live("a capture that was seen only while an outcome was being found out counts as well", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const opened = yield* world.open()
      const { journal } = opened
      yield* world.order("INV-1", 22_000)
      const held = world.network.holdRequest("refund")
      const { mutation: { id } } = yield* journal.submit(refund("a", "INV-1", 8_000))
      yield* held.arrived
      yield* giveUpSender(opened, id)
      yield* world.simulator.authorize("INV-1")
      yield* world.simulator.capture("INV-1", { amount: 15_000 })
      yield* ask(opened, id)
      yield* journal.close(id, { ...supervisor, as: "applied" })
      yield* held.release
      yield* until("Finpay has done it", world.givenBack("INV-1"), (amount) => amount === 8_000)
      const next = yield* journal.submit(refund("b", "INV-1", 8_000), patient)
      assert.deepStrictEqual([next.mutation.state, next.mutation.decidedBy], ["rejected", "journal"])
    }))
})
