import { assert, describe, it } from "@effect/vitest"
import { notProcessed } from "@openfinpay/finpay-core"
import type { FinpayError } from "@openfinpay/finpay-core"
import { Deferred, Effect, Exit, Fiber, Redacted, Scope } from "effect"
import { TestClock } from "effect/testing"
import { makeTokenKeeper } from "../../src/auth/token-keeper.ts"
import type { GivenToken } from "../../src/auth/token-keeper.ts"

const down = notProcessed({ operation: "snapToken", kind: "query" }, "refused", "no connection")

/** A token service that counts; each fetch ends with the next outcome, the last goes on. */
const service = (...outcomes: ReadonlyArray<number | FinpayError>) => {
  const counted = { fetches: 0 }
  const fetch: Effect.Effect<GivenToken, FinpayError> = Effect.suspend(() => {
    const outcome = outcomes[Math.min(counted.fetches, outcomes.length - 1)]
    counted.fetches++
    return typeof outcome === "number"
      ? Effect.succeed({ value: Redacted.make(`token-${counted.fetches}`), expiresInSeconds: outcome })
      : Effect.fail(outcome ?? down)
  })
  return { counted, fetch }
}

const many = { concurrency: "unbounded" } as const

describe("the keeper of the access token", () => {
  it.effect("makes one request for a hundred callers", () =>
    Effect.gen(function*() {
      const { counted, fetch } = service(900)
      const tokens = yield* makeTokenKeeper(Effect.andThen(Effect.sleep("1 second"), fetch))
      const fiber = yield* Effect.forkChild(Effect.all(Array.from({ length: 100 }, () => tokens.get), many))
      yield* TestClock.adjust("1 second")
      assert.strictEqual(new Set(yield* Fiber.join(fiber)).size, 1)
      assert.strictEqual(counted.fetches, 1)
    }))

  it.effect("fetches a new one a minute before the old one ends", () =>
    Effect.gen(function*() {
      const { counted, fetch } = service(900)
      const tokens = yield* makeTokenKeeper(fetch)
      const first = yield* tokens.get
      yield* TestClock.adjust("839999 millis")
      assert.strictEqual(yield* tokens.get, first)
      yield* TestClock.adjust("1 millis")
      assert.notStrictEqual(yield* tokens.get, first)
      assert.strictEqual(counted.fetches, 2)
    }))

  for (
    const [name, expiresInSeconds, keptMillis] of [
      ["a short life is used for nine tenths", 10, 9_000],
      ["an endless life is believed for an hour", Number.MAX_VALUE, 3_540_000],
      ["a life of nothing is over at once", 0, 0],
      ["a life before it began is over at once", -900, 0]
    ] as const
  ) {
    it.effect(name, () =>
      Effect.gen(function*() {
        const { counted, fetch } = service(expiresInSeconds)
        const tokens = yield* makeTokenKeeper(fetch)
        yield* tokens.get
        if (keptMillis > 0) {
          yield* TestClock.adjust(keptMillis - 1)
          yield* tokens.get
          assert.strictEqual(counted.fetches, 1)
          yield* TestClock.adjust(1)
        }
        yield* tokens.get
        assert.strictEqual(counted.fetches, 2)
      }))
  }

  it.effect("gives a token of no length to all who wait for it, with one request", () =>
    Effect.gen(function*() {
      const { counted, fetch } = service(0)
      const tokens = yield* makeTokenKeeper(Effect.andThen(Effect.sleep("1 second"), fetch))
      const fiber = yield* Effect.forkChild(Effect.all(Array.from({ length: 100 }, () => tokens.get), many))
      yield* TestClock.adjust("1 second")
      yield* Fiber.join(fiber)
      assert.strictEqual(counted.fetches, 1)
    }))

  it.effect("does not keep a failure, but tells it to all who waited", () =>
    Effect.gen(function*() {
      const { counted, fetch } = service(down, 900)
      const tokens = yield* makeTokenKeeper(Effect.andThen(Effect.sleep("1 second"), fetch))
      const fiber = yield* Effect.forkChild(
        Effect.all(Array.from({ length: 100 }, () => Effect.flip(tokens.get)), many)
      )
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(new Set(yield* Fiber.join(fiber)), new Set([down]))
      assert.strictEqual(counted.fetches, 1)
      const next = yield* Effect.forkChild(tokens.get)
      yield* TestClock.adjust("1 second")
      yield* Fiber.join(next)
      assert.strictEqual(counted.fetches, 2)
    }))

  it.effect("drops a refused token once, however many saw the refusal", () =>
    Effect.gen(function*() {
      const { counted, fetch } = service(900)
      const tokens = yield* makeTokenKeeper(fetch)
      const refused = yield* tokens.get
      tokens.drop(refused)
      const renewed = yield* tokens.get
      // The second caller sees the refusal of the old token after the first has renewed it.
      tokens.drop(refused)
      assert.strictEqual(yield* tokens.get, renewed)
      assert.strictEqual(counted.fetches, 2)
    }))

  it.effect("goes on fetching when the caller who began gives up", () =>
    Effect.gen(function*() {
      const { counted, fetch } = service(900)
      const gate = yield* Deferred.make<void>()
      const tokens = yield* makeTokenKeeper(Effect.andThen(Deferred.await(gate), fetch))
      const first = yield* Effect.forkChild(tokens.get, { startImmediately: true })
      const others = yield* Effect.forkChild(Effect.all([tokens.get, tokens.get], many), { startImmediately: true })
      yield* Fiber.interrupt(first)
      yield* Deferred.succeed(gate, undefined)
      assert.strictEqual((yield* Fiber.join(others)).length, 2)
      assert.strictEqual(counted.fetches, 1)
    }))

  it.effect("leaves nobody waiting when it ends", () =>
    Effect.gen(function*() {
      const scope = yield* Scope.make()
      const tokens = yield* Scope.provide(makeTokenKeeper(Effect.never), scope)
      const waiting = yield* Effect.forkChild(Effect.flip(tokens.get), { startImmediately: true })
      yield* Scope.close(scope, Exit.void)
      assert.strictEqual((yield* Fiber.join(waiting))._tag, "Unavailable")
      assert.strictEqual((yield* Effect.flip(tokens.get))._tag, "Unavailable")
    }))
})
