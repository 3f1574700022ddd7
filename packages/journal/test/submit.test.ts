import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { describeDatabases } from "./databases.ts"
import { makeWorld, patient, refund } from "./support/world.ts"

describeDatabases("submit", (fresh) => {
  it.live("carries a refund out", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const { journal } = yield* world.open()
      yield* world.paid("INV-1", 22_000)
      const { mutation } = yield* journal.submit(refund("a", "INV-1", 22_000), patient)
      console.log(mutation, yield* journal.history(mutation.id), world.logs)
      assert.strictEqual(mutation.state, "succeeded")
    }))
})
