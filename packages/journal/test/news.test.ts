import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { describeDatabases } from "./databases.ts"
import { inState, makeWorld, patient, refund, story } from "./support/world.ts"

describeDatabases("news of a payment", (fresh) => {
  it.live("makes what is unknown be asked now, and decides nothing itself", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const opened = yield* world.open()
      const { journal: elsewhere } = yield* world.open()
      yield* world.paid("INV-1", 22_000)
      yield* world.faults({ kind: "lost-answer", operation: "refund" })
      const { mutation } = yield* opened.journal.submit(refund("a", "INV-1", 22_000))
      yield* inState(opened, mutation.id, "unknown")
      yield* elsewhere.news("INV-1", "callback REFUNDED, verified")
      assert.strictEqual((yield* opened.journal.wait(mutation.id, patient.waitMillis)).decidedBy, "evidence")
      const told = (yield* opened.journal.history(mutation.id)).find(({ event }) => event === "news")
      assert.deepInclude(told, { actor: "journal", from: "unknown", to: "unknown" })
      assert.include(told?.reason, "callback REFUNDED, verified")
    }))

  it.live("that says what is not so changes nothing", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const opened = yield* world.open({ settings: { giveUpChecks: 100 } })
      yield* world.paid("INV-1", 22_000)
      yield* world.faults({ kind: "connection-reset", operation: "refund" })
      const { mutation } = yield* opened.journal.submit(refund("a", "INV-1", 22_000))
      yield* inState(opened, mutation.id, "unknown")
      for (let times = 0; times < 4; times += 1) yield* opened.journal.news("INV-1", "forged: REFUNDED")
      yield* world.setWallClock(0)
      const events = yield* opened.journal.history(mutation.id)
      assert.lengthOf(events.filter(({ event }) => event === "news"), 4)
      assert.strictEqual((yield* opened.journal.get(mutation.id)).state, "unknown")
    }))

  it.live("of another payment, or of one that is settled or being sent, does nothing", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const opened = yield* world.open()
      const { journal } = opened
      yield* world.paid("INV-1", 22_000)
      const held = world.network.holdAnswer("refund")
      const { mutation } = yield* journal.submit(refund("a", "INV-1", 22_000))
      yield* held.arrived
      yield* journal.news("INV-1", "callback")
      yield* journal.news("INV-2", "callback")
      yield* held.release
      yield* journal.wait(mutation.id, patient.waitMillis)
      yield* journal.news("INV-1", "callback")
      assert.deepStrictEqual(yield* story(opened, mutation.id), [
        "accepted: accepted",
        "sending: sending",
        "answered: succeeded"
      ])
    }))

  it.live("before, after and while the answer comes books it once", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const opened = yield* world.open()
      const { journal } = opened
      for (const order of ["INV-1", "INV-2", "INV-3"]) {
        yield* world.paid(order, 22_000)
        const held = world.network.holdAnswer("refund")
        const { mutation } = yield* journal.submit(refund(order, order, 22_000))
        yield* held.arrived
        const news = journal.news(order, "callback")
        if (order === "INV-1") yield* Effect.andThen(news, held.release)
        if (order === "INV-2") yield* Effect.andThen(held.release, news)
        if (order === "INV-3") yield* Effect.all([news, held.release, news], { concurrency: 3 })
        assert.strictEqual((yield* journal.wait(mutation.id, patient.waitMillis)).state, "succeeded")
        assert.strictEqual(yield* world.givenBack(order), 22_000)
      }
      const { mutation } = yield* journal.submit(refund("INV-1", "INV-1", 22_000), patient)
      assert.strictEqual(mutation.state, "succeeded")
    }))
})
