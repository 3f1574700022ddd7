import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { makeBell } from "../src/Bell.ts"
import type { Mutation } from "../src/Mutation.ts"

const mutation = (version: number): Mutation => ({
  id: "mut_1",
  account: "local/M",
  key: "a",
  operation: "refund",
  reference: "INV-1",
  request: {},
  requestHash: "",
  actor: "test",
  state: "accepted",
  version,
  acceptedAt: 0,
  updatedAt: 0
})

describe("the bell", () => {
  it.effect("tells who listens to an id or to a key, also what rang before they waited", () =>
    Effect.gen(function*() {
      const bell = makeBell()
      const byId = yield* bell.listen({ id: "mut_1" })
      const byKey = yield* bell.listen({ key: "a" })
      const waiting = yield* Effect.forkChild(byId.next, { startImmediately: true })
      bell.ring(mutation(1), () => mutation(1))
      assert.strictEqual((yield* Fiber.join(waiting)).version, 1)
      bell.ring(mutation(2), () => mutation(2))
      bell.ring(mutation(3), () => mutation(3))
      // Only how it stands counts, and each ring is heard once.
      assert.deepStrictEqual([(yield* byId.next).version, (yield* byKey.next).version], [3, 3])
      const again = yield* Effect.forkChild(byKey.next, { startImmediately: true })
      assert.isUndefined(again.pollUnsafe())
      bell.ring(mutation(4), () => mutation(4))
      assert.strictEqual((yield* Fiber.join(again)).version, 4)
    }).pipe(Effect.scoped))

  it.effect("asks how a mutation stands only where somebody listens", () =>
    Effect.gen(function*() {
      const bell = makeBell()
      const stands = () => assert.fail("nobody listens")
      yield* Effect.scoped(Effect.all([bell.listen({ id: "mut_1" }), bell.listen({ key: "mut_1" })]))
      yield* bell.listen({ id: "mut_2" })
      // A key is no id.
      yield* bell.listen({ key: "mut_1" })
      bell.ring(mutation(1), stands)
    }).pipe(Effect.scoped))
})
