import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { Events, type SocketEvent } from "../../src/listen/Events.ts"

const away: SocketEvent = { event: "turned-away", problem: "NOT_POST" }

const countOf = (event: SocketEvent): number => event.event === "turned-away" ? event.count ?? 1 : 0

describe("events that wait to be told", () => {
  it.effect("come in their order", () =>
    Effect.gen(function*() {
      const events = yield* Events.make
      events.add(away)
      events.add({ event: "lost", problem: "CLOSED" })
      assert.deepStrictEqual([yield* events.next, yield* events.next], [away, { event: "lost", problem: "CLOSED" }])
    }))

  it.effect("are counted where there are too many, and none is lost without a word", () =>
    Effect.gen(function*() {
      for (const all of [100, 101, 5000]) {
        const events = yield* Events.make
        for (let added = 0; added < all; added++) events.add(away)
        // What matters more is kept, however many there are.
        events.add({ event: "lost", problem: "CLOSED" })
        const told: Array<SocketEvent> = []
        for (let next = 0; next < 60; next++) told.push(yield* events.next)
        // Those that come while it is told.
        for (let added = 0; added < 10; added++) events.add(away)
        told.push(...yield* events.rest)
        assert.strictEqual(told.reduce((sum, event) => sum + countOf(event), 0), all + 10)
        assert.isAtMost(told.length, 113)
        assert.deepInclude(told, { event: "lost", problem: "CLOSED" })
        assert.deepStrictEqual(yield* events.rest, [])
      }
    }))
})
