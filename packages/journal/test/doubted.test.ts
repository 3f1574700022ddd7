import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { describeDatabases } from "./databases.ts"
import { ask, giveUpSender, inState, makeWorld, refund, until } from "./support/world.ts"
import type { Opened, World } from "./support/world.ts"

// Of a proxy: Finpay never heard of it.
const timedOut = { responseCode: "5040000", responseMessage: "Timeout" }

const supervisor = { actor: "supervisor", reason: "seen in the statement" }

describeDatabases("two of one order that one payout may stand for", (fresh) => {
  const notApplied = Effect.fnUntraced(function*(world: World, opened: Opened, id: string) {
    yield* giveUpSender(opened, id)
    yield* ask(opened, id)
    yield* world.passSteady(61)
    assert.strictEqual((yield* ask(opened, id)).state, "not_applied")
  })

  it.live("the later is not decided by what the earlier turned out to have done", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const opened = yield* world.open()
      const { journal } = opened
      yield* world.paid("INV-1", 22_000)
      const held = world.network.holdRequest("refund")
      const { mutation: first } = yield* journal.submit(refund("a", "INV-1", 22_000))
      yield* held.arrived
      yield* notApplied(world, opened, first.id)
      world.network.answer("refund", 504, timedOut)
      const { mutation: second } = yield* journal.submit(refund("b", "INV-1", 22_000))
      yield* inState(opened, second.id, "unknown")
      yield* held.release
      yield* inState(opened, first.id, "succeeded")
      const asked = yield* ask(opened, second.id, 2)
      assert.deepInclude(asked, { state: "needs_review" })
      assert.strictEqual(asked.evidence?.rule, "disturbed")
      assert.deepStrictEqual((yield* journal.verify()).findings, [])
    }))

  it.live("the later was decided before the earlier was heard of: a person has to look", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const opened = yield* world.open()
      const { journal } = opened
      yield* world.paid("INV-1", 22_000)
      const held = world.network.holdAnswer("refund")
      const { mutation: first } = yield* journal.submit(refund("a", "INV-1", 22_000))
      yield* held.arrived
      yield* giveUpSender(opened, first.id)
      yield* journal.close(first.id, { ...supervisor, as: "not_applied" })
      world.network.answer("refund", 504, timedOut)
      // Finpay shows the first one's payout only now.
      const order = { id: "INV-1", amount: 22_000 }
      const data = { order, result: { payment: { status: "PAID", amount: 22_000 } } }
      world.network.answer("checkStatus", 200, { responseCode: "2000000", data })
      const { mutation: second } = yield* journal.submit(refund("b", "INV-1", 22_000))
      yield* inState(opened, second.id, "unknown")
      assert.strictEqual((yield* ask(opened, second.id)).state, "succeeded")
      yield* held.release
      const doubted = yield* inState(opened, second.id, "needs_review")
      assert.isUndefined(doubted.decidedBy)
      assert.deepInclude((yield* journal.history(second.id)).at(-1), { event: "doubted", to: "needs_review" })
      // The others first: its own answer is written down after that.
      yield* until("the late answer", journal.get(first.id), ({ closedAs }) => closedAs === "applied")
      assert.deepStrictEqual((yield* journal.verify()).findings, [])
    }))
})
