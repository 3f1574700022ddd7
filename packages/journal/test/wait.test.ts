import { assert, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { describeDatabases } from "./databases.ts"
import { ask, inState, makeWorld, patient, refund } from "./support/world.ts"

describeDatabases("who waits for a mutation", (fresh) => {
  it.live("is told when it is settled, here or by another journal", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const opened = yield* world.open()
      const { journal: elsewhere } = yield* world.open()
      yield* world.paid("INV-1", 22_000)
      const held = world.network.holdAnswer("refund")
      const { mutation } = yield* opened.journal.submit(refund("a", "INV-1", 22_000))
      const waiting = yield* Effect.forEach(
        [opened.journal, opened.journal, elsewhere],
        (journal) => Effect.forkChild(journal.wait(mutation.id, patient.waitMillis))
      )
      yield* held.arrived
      yield* held.release
      for (const fiber of waiting) assert.strictEqual((yield* Fiber.join(fiber)).state, "succeeded")
    }))

  it.live("is told when it needs a person: waiting longer brings nothing", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const opened = yield* world.open()
      yield* world.paid("INV-1", 22_000)
      yield* opened.journal.submit(refund("earlier", "INV-1", 1_000), patient)
      yield* world.faults({ kind: "lost-answer", operation: "refund" })
      const { mutation } = yield* opened.journal.submit(refund("a", "INV-1", 2_000))
      yield* inState(opened, mutation.id, "unknown")
      const waiting = yield* Effect.forkChild(opened.journal.wait(mutation.id, patient.waitMillis))
      yield* ask(opened, mutation.id, 2)
      assert.strictEqual((yield* Fiber.join(waiting)).state, "needs_review")
    }))

  it.live("gets the state so far when the time is over", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const { journal } = yield* world.open()
      yield* world.paid("INV-1", 22_000)
      const held = world.network.holdAnswer("refund")
      const { mutation } = yield* journal.submit(refund("a", "INV-1", 22_000), { waitMillis: 200 })
      assert.include(["accepted", "sending"], mutation.state)
      yield* held.arrived
      for (const waitMillis of [0, -1, 50, Number.NaN]) {
        assert.strictEqual((yield* journal.wait(mutation.id, waitMillis)).state, "sending")
      }
      assert.strictEqual(
        (yield* journal.submit(refund("a", "INV-1", 22_000), { waitMillis: 50 })).mutation.state,
        "sending"
      )
      yield* held.release
      assert.strictEqual((yield* journal.wait(mutation.id, Number.POSITIVE_INFINITY)).state, "succeeded")
    }))

  // A wall clock set back would draw the wait out for a day, one set ahead would cut it.
  it.live("waits by a steady clock, whatever happens to the wall clock", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const { journal } = yield* world.open()
      yield* world.paid("INV-1", 22_000)
      const held = world.network.holdAnswer("refund")
      const { mutation } = yield* journal.submit(refund("a", "INV-1", 22_000))
      yield* held.arrived
      const short = yield* Effect.forkChild(journal.wait(mutation.id, 300))
      const long = yield* Effect.forkChild(journal.wait(mutation.id, 60_000))
      yield* Effect.yieldNow
      yield* world.setWallClock(-86_400)
      assert.strictEqual((yield* Fiber.join(short)).state, "sending")
      yield* world.setWallClock(2 * 86_400)
      yield* Effect.sleep(100)
      assert.isUndefined(long.pollUnsafe())
      yield* held.release
      assert.strictEqual((yield* Fiber.join(long)).state, "succeeded")
    }))

  it.live("for one that is not there is told so", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const { journal } = yield* world.open()
      assert.strictEqual((yield* Effect.flip(journal.wait("mut_nobody", 1_000)))._tag, "MutationNotFound")
      assert.strictEqual((yield* Effect.flip(journal.get("mut_nobody")))._tag, "MutationNotFound")
      assert.strictEqual((yield* Effect.flip(journal.getByKey("nobody")))._tag, "MutationNotFound")
      assert.strictEqual((yield* Effect.flip(journal.history("mut_nobody")))._tag, "MutationNotFound")
    }))
})
