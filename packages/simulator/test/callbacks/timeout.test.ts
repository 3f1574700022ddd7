import { assert, describe, it } from "@effect/vitest"
import { Context, Deferred, Effect, Fiber, Layer } from "effect"
import { HttpClient } from "effect/http"
import { TestClock } from "effect/testing"
import { Simulator } from "../../src/index.ts"
import { basic, initiateBody } from "../support/pg.ts"

const encoder = new TextEncoder()

describe("a merchant that does not answer", () => {
  it.effect("[B4] is given ten seconds for each try", () =>
    Effect.gen(function*() {
      const arrived = yield* Deferred.make<void>()
      // A merchant that takes every callback and never answers.
      const silent = HttpClient.make(() => Effect.andThen(Deferred.succeed(arrived, undefined), Effect.never))
      const services = yield* Layer.build(
        Simulator.layerWithClient().pipe(Layer.provide(Layer.succeed(HttpClient.HttpClient, silent)))
      )
      const simulator = Context.get(services, Simulator)
      yield* simulator.handle({
        method: "POST",
        path: "/pg/payment/card/initiate",
        headers: { authorization: basic() },
        body: encoder.encode(
          JSON.stringify(initiateBody("INV-1", "vabca", { url: { callbackUrl: "http://localhost/cb" } }))
        )
      })
      yield* simulator.pay("INV-1")
      const delivering = yield* Effect.forkChild(simulator.deliverCallbacks)
      const record = Effect.map(simulator.callbacks, ([only]) => [only?.state, only?.attempts.length])
      yield* Deferred.await(arrived)
      yield* TestClock.adjust("9 seconds")
      assert.deepStrictEqual(yield* record, ["waiting", 0])
      yield* TestClock.adjust("1 second")
      yield* Fiber.join(delivering)
      assert.deepStrictEqual(yield* record, ["waiting", 1])
      assert.strictEqual((yield* simulator.callbacks)[0]?.attempts[0]?.problem, "timed out")
    }))
})
