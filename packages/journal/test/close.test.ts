import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import type { ClosedAs, MutationState } from "../src/Mutation.ts"
import { describeDatabases } from "./databases.ts"
import { ask, giveUpSender, inState, makeWorld, patient, refund, story, until } from "./support/world.ts"

const by = { actor: "Bu Sri", reason: "the statement of 12 October shows it" }

describeDatabases("a person closes", (fresh) => {
  for (const as of ["applied", "not_applied"] as const satisfies ReadonlyArray<ClosedAs>) {
    for (const state of ["unknown", "needs_review"] as const satisfies ReadonlyArray<MutationState>) {
      it.live(`one that is ${state} as ${as}`, () =>
        Effect.gen(function*() {
          const world = yield* makeWorld(fresh)
          const opened = yield* world.open()
          const { journal } = opened
          yield* world.paid("INV-1", 22_000)
          yield* journal.submit(refund("earlier", "INV-1", 2_000), patient)
          yield* world.faults({ kind: "lost-answer", operation: "refund" })
          const { mutation } = yield* journal.submit(refund("a", "INV-1", 3_000))
          yield* inState(opened, mutation.id, "unknown")
          if (state === "needs_review") yield* ask(opened, mutation.id, 2)
          const closed = yield* journal.close(mutation.id, { ...by, as })
          assert.deepInclude(closed, { state: "closed", closedAs: as, decidedBy: "person" })
          assert.isNumber(closed.settledAt)
          assert.deepStrictEqual(yield* journal.get(mutation.id), closed)
          const [review, last] = (yield* journal.history(mutation.id)).slice(-2)
          assert.deepInclude(last, { event: "closed", from: "needs_review", to: "closed", ...by, detail: { as } })
          assert.deepInclude(
            review,
            state === "unknown"
              ? { event: "review", from: "unknown", to: "needs_review", ...by }
              : { event: "review", from: "unknown", to: "needs_review", actor: "supervisor" }
          )
          const again = yield* Effect.flip(journal.close(mutation.id, { ...by, as }))
          assert.deepInclude(again, { _tag: "NotInState", state: "closed" })
          // It is settled: who waits for it is told, and nobody asks about it any more.
          assert.strictEqual((yield* journal.wait(mutation.id, patient.waitMillis)).state, "closed")
          assert.strictEqual((yield* Effect.flip(journal.resolve(mutation.id, by)))._tag, "NotInState")
          assert.deepStrictEqual((yield* journal.verify()).findings, [])
        }))
    }
  }

  it.live("one that was not sent only as not applied: it is withdrawn, and never sent", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const opened = yield* world.open()
      const { journal } = opened
      yield* world.paid("INV-1", 22_000)
      const held = world.network.holdAnswer("refund")
      const { mutation: first } = yield* journal.submit(refund("first", "INV-1", 1_000))
      yield* held.arrived
      const { mutation } = yield* journal.submit(refund("a", "INV-1", 2_000))
      const refused = yield* Effect.flip(journal.close(mutation.id, { ...by, as: "applied" }))
      assert.deepInclude(refused, { _tag: "NotInState", state: "accepted" })
      assert.include(refused.message, "only be closed as not applied")
      const withdrawn = yield* journal.close(mutation.id, { ...by, as: "not_applied" })
      assert.deepInclude(withdrawn, { state: "rejected", decidedBy: "person" })
      assert.isUndefined(withdrawn.error)
      assert.deepInclude((yield* journal.history(mutation.id)).at(-1), { event: "withdrawn", ...by })
      yield* held.release
      yield* journal.wait(first.id, patient.waitMillis)
      const again = yield* journal.submit(refund("a", "INV-1", 2_000), { waitMillis: 200 })
      assert.isTrue(again.replayed)
      assert.strictEqual(again.mutation.state, "rejected")
      assert.deepStrictEqual(yield* story(opened, mutation.id), ["accepted: accepted", "withdrawn: rejected"])
      assert.lengthOf(yield* world.received("INV-1", "refund"), 1)
    }))

  // The person may be faster than the worker by a hair's breadth: then nothing is sent, or it is refused.
  it.live("one while it is being taken up, and it is either withdrawn or sent, never both", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const opened = yield* world.open()
      yield* world.paid("INV-1", 1_000_000)
      yield* Effect.forEach(Array.from({ length: 12 }, (_, index) => index), (index) =>
        Effect.gen(function*() {
          const { mutation } = yield* opened.journal.submit(refund(`key ${index}`, "INV-1", 1_000 + index))
          yield* Effect.sleep(index)
          const closed = yield* Effect.result(opened.journal.close(mutation.id, { ...by, as: "not_applied" }))
          const ended = yield* opened.journal.wait(mutation.id, patient.waitMillis)
          const sent = (yield* world.received("INV-1", "refund")).filter(({ amount }) => amount === 1_000 + index)
          assert.lengthOf(sent, closed._tag === "Success" ? 0 : 1)
          assert.strictEqual(ended.state, closed._tag === "Success" ? "rejected" : "succeeded")
        }), { discard: true })
    }))

  it.live("nothing that is being sent, is settled, or is not there", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const { journal } = yield* world.open()
      yield* world.paid("INV-1", 22_000)
      const held = world.network.holdAnswer("refund")
      const { mutation } = yield* journal.submit(refund("a", "INV-1", 1_000))
      yield* held.arrived
      const sending = yield* Effect.flip(journal.close(mutation.id, { ...by, as: "applied" }))
      assert.deepInclude(sending, { _tag: "NotInState", state: "sending" })
      assert.include(sending.message, "wait for how that ends")
      yield* held.release
      yield* journal.wait(mutation.id, patient.waitMillis)
      const settled = yield* Effect.flip(journal.close(mutation.id, { ...by, as: "not_applied" }))
      assert.deepInclude(settled, { _tag: "NotInState", state: "succeeded" })
      const missing = yield* Effect.flip(journal.close("mut_nobody", { ...by, as: "applied" }))
      assert.strictEqual(missing._tag, "MutationNotFound")
      assert.lengthOf(yield* journal.history(mutation.id), 3)
    }))

  it.live("with a name and a reason, or not at all", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const opened = yield* world.open()
      yield* world.paid("INV-1", 22_000)
      yield* world.faults({ kind: "lost-answer", operation: "refund" })
      const { mutation } = yield* opened.journal.submit(refund("a", "INV-1", 22_000))
      yield* inState(opened, mutation.id, "unknown")
      for (
        const [closing, ...fields] of [
          [{ actor: "", reason: "r" }, "actor"],
          [{ actor: "a", reason: "  " }, "reason"],
          [{ actor: " ", reason: "" }, "actor", "reason"]
        ] as const
      ) {
        const error = yield* Effect.flip(opened.journal.close(mutation.id, { ...closing, as: "applied" }))
        assert.strictEqual(error._tag, "InvalidRequest")
        assert.deepStrictEqual(error._tag === "InvalidRequest" ? error.problems.map(({ field }) => field) : [], [
          ...fields
        ])
      }
      assert.strictEqual((yield* opened.journal.get(mutation.id)).state, "unknown")
      // Whatever a person writes is kept as far as a database can keep it.
      yield* opened.journal.close(mutation.id, { actor: "Bu Sri", reason: "a\u0000b \ud800 c\nd", as: "applied" })
      assert.strictEqual((yield* opened.journal.history(mutation.id)).at(-1)?.reason, "a\ufffdb \ufffd c\nd")
      assert.deepStrictEqual((yield* opened.journal.verify()).findings, [])
    }))

  it.live("one that two close at once, once", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const one = yield* world.open()
      const two = yield* world.open()
      yield* world.paid("INV-1", 22_000)
      yield* world.faults({ kind: "lost-answer", operation: "refund" })
      const { mutation } = yield* one.journal.submit(refund("a", "INV-1", 22_000))
      yield* inState(one, mutation.id, "unknown")
      const results = yield* Effect.all([
        Effect.result(one.journal.close(mutation.id, { ...by, as: "applied" })),
        Effect.result(two.journal.close(mutation.id, { ...by, as: "not_applied" })),
        Effect.result(ask(two, mutation.id))
      ], { concurrency: 3 })
      const ended = yield* one.journal.get(mutation.id)
      assert.include(["closed", "succeeded"], ended.state)
      const closings = results.slice(0, 2).filter(({ _tag }) => _tag === "Success")
      assert.lengthOf(closings, ended.state === "closed" ? 1 : 0)
    }))

  it.live("one that was closed, again and the other way, only where that is meant", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const opened = yield* world.open()
      const { journal } = opened
      yield* world.paid("INV-1", 22_000)
      world.network.answer("refund", 504, { responseCode: "5040000", responseMessage: "Timeout" })
      const { mutation: { id } } = yield* journal.submit(refund("a", "INV-1", 22_000))
      yield* inState(opened, id, "unknown")
      yield* journal.close(id, { ...by, as: "applied" })
      const refused = yield* Effect.flip(journal.close(id, { ...by, as: "not_applied" }))
      assert.include(refused.message, "closed as applied")
      const corrected = yield* journal.close(id, { ...by, as: "not_applied", correcting: true })
      assert.deepInclude(corrected, { state: "closed", closedAs: "not_applied" })
      const events = (yield* journal.history(id)).filter(({ event }) => event === "closed")
      assert.deepStrictEqual(events.map(({ detail }) => detail), [{ as: "applied" }, { as: "not_applied" }])
      // What was not given back can be, once it is known.
      const again = yield* journal.submit(refund("b", "INV-1", 22_000), patient)
      assert.strictEqual(again.mutation.state, "succeeded")
      assert.deepStrictEqual((yield* journal.verify()).findings, [])
    }))

  it.live("nothing against Finpay's own late word", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const opened = yield* world.open()
      const { journal } = opened
      yield* world.paid("INV-1", 22_000)
      const held = world.network.holdAnswer("refund")
      const { mutation: { id } } = yield* journal.submit(refund("a", "INV-1", 22_000))
      yield* held.arrived
      yield* giveUpSender(opened, id)
      yield* journal.close(id, { ...by, as: "not_applied" })
      yield* held.release
      yield* until("the late answer", journal.get(id), ({ closedAs }) => closedAs === "applied")
      const refused = yield* Effect.flip(journal.close(id, { ...by, as: "not_applied", correcting: true }))
      assert.include(refused.message, "Finpay answered otherwise")
    }))
})
