import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Redacted } from "effect"
import { TestClock } from "effect/testing"
import { ApiKeys } from "../../src/access/ApiKeys.ts"
import { layerDatabase } from "../../src/database/layer.ts"

const layer = Layer.fresh(ApiKeys.layer.pipe(Layer.provide(layerDatabase({ file: ":memory:" }))))

const wanted = { name: "x", role: "viewer", createdBy: "test" } as const

const isTaken = (key: Redacted.Redacted) =>
  Effect.map(ApiKeys.use(({ authenticate }) => authenticate(key)), (found) => found !== undefined)

describe("an API key", () => {
  it.effect("is refused from the moment it expires", () =>
    Effect.gen(function*() {
      const keys = yield* ApiKeys
      const { id, key } = yield* keys.create({ ...wanted, expiresAt: 600_000 })
      yield* TestClock.adjust("599999 millis")
      assert.isTrue(yield* isTaken(key))
      yield* TestClock.adjust("1 milli")
      assert.isFalse(yield* isTaken(key))
      assert.isUndefined(yield* keys.rotate(id, 1_000))
    }).pipe(Effect.provide(layer)))

  it.effect("is taken with its former secret until the time that was given is over", () =>
    Effect.gen(function*() {
      const keys = yield* ApiKeys
      const { id, key: first } = yield* keys.create(wanted)
      const second = (yield* keys.rotate(id, 60_000))?.key ?? first
      assert.notStrictEqual(Redacted.value(second), Redacted.value(first))
      yield* TestClock.adjust("59999 millis")
      assert.deepStrictEqual([yield* isTaken(first), yield* isTaken(second)], [true, true])
      yield* TestClock.adjust("1 milli")
      assert.deepStrictEqual([yield* isTaken(first), yield* isTaken(second)], [false, true])
    }).pipe(Effect.provide(layer)))

  it.effect("says when it was last used, to the minute", () =>
    Effect.gen(function*() {
      const keys = yield* ApiKeys
      const { id, key } = yield* keys.create(wanted)
      const lastUsed = Effect.map(keys.find(id), (found) => found?.lastUsedAt)
      assert.isUndefined(yield* lastUsed)
      yield* isTaken(key)
      assert.strictEqual(yield* lastUsed, 0)
      yield* TestClock.adjust("59 seconds")
      yield* isTaken(key)
      assert.strictEqual(yield* lastUsed, 0)
      yield* TestClock.adjust("1 second")
      yield* isTaken(key)
      assert.strictEqual(yield* lastUsed, 60_000)
    }).pipe(Effect.provide(layer)))
})
