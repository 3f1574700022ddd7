import { assert, it } from "@effect/vitest"
import { Effect, Layer, Schedule } from "effect"
import { Delays } from "../../src/webhooks/schedule.ts"
import { connectionTo, describeDatabases } from "../support/databases.ts"
import { account, openWebhooks, status } from "../support/webhook-world.ts"
import type { Seen } from "../support/webhook-world.ts"

const settings = { leaseSeconds: 300, pollMillis: 20 }
const payments = 4
const steps = 4

describeDatabases("two servers on one database", (fresh) => {
  it.live("tell an endpoint of each event once, and of those of one payment in order", () =>
    Effect.gen(function*() {
      const database = yield* fresh
      // Each event is refused the first time it is sent.
      const refused = new Set<string>()
      const calls: Array<Seen> = []
      const answer = (seen: Seen) => {
        calls.push(seen)
        const key = `${seen.url} ${seen.id}`
        return status(refused.has(key) ? 200 : (refused.add(key), 503))
      }
      const open = Effect.gen(function*() {
        const connection = yield* Layer.build(connectionTo(database))
        return yield* Effect.provideService(openWebhooks(connection, answer, settings), Delays, [0, 0, 0])
      })
      const [one, other] = [yield* open, yield* open]
      yield* one.newEndpoint("shop")
      yield* one.newEndpoint("books")
      let published = 0
      const day = Effect.gen(function*() {
        const first = published
        published += steps
        yield* Effect.forEach(
          Array.from({ length: payments }, (_, index) => index),
          (payment) =>
            Effect.forEach(
              Array.from({ length: steps }, (_, index) => first + index),
              (step) => (step % 2 === 0 ? one : other).publish(`INV-${payment}`, step)
            ),
          { concurrency: "unbounded" }
        )
        yield* Effect.repeat(one.deliveries.list(account, { states: ["delivered"], limit: 500 }), {
          until: ({ deliveries }) => deliveries.length === 2 * payments * published,
          schedule: Schedule.spaced("20 millis")
        })
      })
      // Which of them is faster is nobody's choice: it goes on until both had something to do.
      yield* Effect.repeat(day, { until: () => one.seen.length > 0 && other.seen.length > 0 })
      assert.strictEqual(calls.length, 2 * 2 * payments * published)
      for (const { reference, url } of calls) {
        const told = calls.filter((call) => call.reference === reference && call.url === url).map(({ step }) => step)
        assert.deepStrictEqual(told, told.toSorted((a, b) => a - b))
      }
    }))
})
