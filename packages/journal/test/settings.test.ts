import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { defaultSettings } from "../src/settings.ts"
import type { JournalSettings } from "../src/settings.ts"
import { describeDatabases } from "./databases.ts"
import { freshSqlite } from "./databases.ts"
import { inState, makeWorld, patient, refund } from "./support/world.ts"

describe("settings", () => {
  const cases = [
    [{ leaseSeconds: 0 }, "leaseSeconds"],
    [{ leaseSeconds: 1.5 }, "leaseSeconds"],
    [{ leaseSeconds: Number.NaN }, "leaseSeconds"],
    [{ workers: -1 }, "workers"],
    [{ pollMillis: 0 }, "pollMillis"],
    [{ checkDelaysSeconds: [] }, "checkDelaysSeconds"],
    [{ checkDelaysSeconds: [1, 0] }, "checkDelaysSeconds"],
    [{ notAppliedChecks: 0 }, "notAppliedChecks"],
    [{ notAppliedSeconds: -1 }, "notAppliedSeconds"],
    [{ undecidedChecks: Number.POSITIVE_INFINITY }, "undecidedChecks"],
    [{ giveUpChecks: 0 }, "giveUpChecks"],
    [{ leaseSeconds: 301 }, "leaseSeconds"],
    [{ workers: 257 }, "workers"],
    [{ giveUpSeconds: -1 }, "giveUpSeconds"],
    // It would be given up before it can be decided.
    [{ notAppliedSeconds: 100, giveUpSeconds: 99 }, "giveUpSeconds"]
  ] as const satisfies ReadonlyArray<readonly [Partial<JournalSettings>, string]>

  it.live.each(cases)("that cannot be are refused by their name: %o", ([settings, name]) =>
    Effect.gen(function*() {
      const world = yield* makeWorld(freshSqlite)
      const error = yield* Effect.flip(world.open({ settings }))
      assert.strictEqual(error._tag, "InvalidRequest")
      assert.include(error.message, name)
    }))

  it.live.each(["sandbox/SHOP", "production/SHOP"])(
    "that let a request on its way count as not done: not for %s",
    (account) =>
      Effect.gen(function*() {
        const world = yield* makeWorld(freshSqlite)
        const wait = (notAppliedSeconds: number) =>
          world.open({ account, settings: { notAppliedSeconds, giveUpSeconds: 86_400 } })
        assert.include((yield* Effect.flip(wait(599))).message, "must be at least 600")
        yield* wait(600)
        const slow = yield* makeWorld(freshSqlite, { finpay: { totalTimeoutMillis: 600_000 } })
        const settings = { notAppliedSeconds: 1_205, giveUpSeconds: 86_400, leaseSeconds: 6 }
        assert.include((yield* Effect.flip(slow.open({ account, settings }))).message, "must be at least 1206")
      })
  )

  it.live("need an account", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(freshSqlite)
      const error = yield* Effect.flip(world.open({ account: " " }))
      assert.include(error.message, "account")
    }))

  it("give up a sender within ten seconds unless told otherwise", () => {
    assert.isBelow(defaultSettings.leaseSeconds, 10)
    assert.isAbove(defaultSettings.notAppliedSeconds, 60)
  })
})

describeDatabases("a journal without workers", (fresh) => {
  it.live("writes down and reads, and leaves the rest to others", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const idle = yield* world.open({ settings: { workers: 0 } })
      yield* world.paid("INV-1", 22_000)
      const { mutation } = yield* idle.journal.submit(refund("a", "INV-1", 1_000), { waitMillis: 200 })
      assert.strictEqual(mutation.state, "accepted")
      assert.lengthOf(yield* world.simulator.requests({ operation: "checkStatus" }), 0)
      yield* world.open()
      assert.strictEqual((yield* idle.journal.wait(mutation.id, patient.waitMillis)).state, "succeeded")
      assert.strictEqual((yield* idle.journal.submit(refund("b", "INV-1", 1_000), patient)).mutation.state, "succeeded")
      yield* world.faults({ kind: "lost-answer", operation: "refund" })
      const { mutation: lost } = yield* idle.journal.submit(refund("c", "INV-1", 20_000))
      yield* inState(idle, lost.id, "unknown")
      // A person may ask through it all the same.
      assert.strictEqual((yield* idle.journal.resolve(lost.id, { actor: "supervisor" })).state, "succeeded")
    }))
})
