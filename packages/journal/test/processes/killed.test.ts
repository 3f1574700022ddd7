/** A process is killed while Finpay holds its answer, and another one is asked with the same key. */
import { assert, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { describeDatabases } from "../databases.ts"
import { until } from "../support/world.ts"
import { callMillis, serveGateway } from "./gateway.ts"
import { settings } from "./journal.ts"
import { makeWorkers } from "./workers.ts"

const order = { id: "ORDER-1", amount: 22_000, source: "vabca" } as const
const wanted = { key: "complaint-4711", order: order.id, amount: 10_000 }

const cases = [
  { fault: "no-answer", does: "had done it", state: "succeeded", refunded: 10_000 },
  { fault: "silence", does: "had not done it", state: "not_applied", refunded: 0 }
] as const

describeDatabases("killed while Finpay holds the answer, and asked again with the same key", (fresh) => {
  for (const { does, fault, refunded, state } of cases) {
    it.live(`one request reaches Finpay, which ${does}: ${state}`, () =>
      Effect.gen(function*() {
        const { url } = yield* fresh
        const { simulator, url: baseUrl } = yield* serveGateway([order], [{ kind: fault, operation: "refund" }])
        const workers = yield* makeWorkers(url, { baseUrl, settings, totalTimeoutMillis: callMillis })
        const arrived = simulator.requests({ operation: "refund" })

        const first = workers.start()
        first.open()
        const asking = yield* Effect.forkChild(first.submit(wanted, 200_000))
        yield* until("the refund at Finpay", arrived, (requests) => requests.length > 0)
        yield* first.kill
        assert.deepStrictEqual(yield* Fiber.join(asking), { said: "gone" })

        const second = workers.start()
        second.open()
        const reply = yield* second.submit(wanted, 200_000)
        assert.deepInclude(reply, { said: "outcome", state, replayed: true })
        assert.strictEqual((yield* arrived).length, 1)
        assert.strictEqual((yield* simulator.order(order.id)).refunded, refunded)
      }), { concurrent: true })
  }
})
