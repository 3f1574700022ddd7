import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { CallFailed } from "../../src/webhooks/WebhookTransport.ts"
import { account, openWebhooks, pass, status, virtualDatabase } from "../support/webhook-world.ts"
import type { Seen } from "../support/webhook-world.ts"

/** The numbers of a seed, from 0 to 1. */
const drawsOf = (seed: number) => {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 0x1_0000_0000
  }
}

interface Ended extends Seen {
  readonly isDelivered: boolean
}

/** Fails half of the calls, in every way there is. */
const unreliable = (draw: () => number, calls: Array<Seen>, ended: Array<Ended>) => (seen: Seen) =>
  Effect.gen(function*() {
    calls.push(seen)
    const fate = draw()
    yield* Effect.sleep(Math.floor(draw() * 3_000))
    if (fate < 0.1) return yield* Effect.never
    if (fate < 0.2) return yield* new CallFailed({ reason: "connection", detail: "ECONNRESET" })
    // The endpoint took it, and its answer was lost: it is told again.
    if (fate < 0.3) {
      return yield* Effect.andThen(Effect.sync(() => ended.push({ ...seen, isDelivered: true })), Effect.never)
    }
    if (fate < 0.5) {
      return yield* status([302, 404, 429, 500, 503][Math.floor(draw() * 5)] ?? 500)
    }
    ended.push({ ...seen, isDelivered: true })
    return yield* status(200)
  })

const payments = 8
const steps = 4
const names = ["shop", "books"]

const run = (seed: number) =>
  Effect.gen(function*() {
    const draw = drawsOf(seed)
    const calls: Array<Seen> = []
    const ended: Array<Ended> = []
    const database = yield* virtualDatabase
    const settings = { leaseSeconds: 86_400, pollMillis: 600_000 }
    const one = yield* openWebhooks(database, unreliable(draw, calls, ended), settings)
    const other = yield* openWebhooks(database, unreliable(draw, calls, ended), settings)
    for (const name of names) yield* one.newEndpoint(name)
    for (let step = 1; step <= steps; step++) {
      for (let payment = 1; payment <= payments; payment++) {
        yield* (draw() < 0.5 ? one : other).publish(`INV-${payment}`, step)
      }
      yield* pass(Math.floor(draw() * 600_000))
    }
    const open = one.deliveries.list(account, { states: ["pending", "waiting"], limit: 1 })
    yield* Effect.repeat(Effect.andThen(pass("1 day"), open), { until: ({ deliveries }) => deliveries.length === 0 })
    const { deliveries } = yield* one.deliveries.list(account, { limit: 500 })
    return { deliveries, ended, calls }
  }).pipe(Effect.scoped)

for (const seed of [1, 2, 3]) {
  it.effect(`nothing is lost and nothing is out of order within a payment, whatever fails (seed ${seed})`, () =>
    Effect.gen(function*() {
      const { calls, deliveries, ended } = yield* run(seed)
      assert.strictEqual(deliveries.length, names.length * payments * steps)
      assert.isTrue(calls.length > deliveries.length)
      const notDelivered = deliveries.filter(({ state }) => state !== "delivered")
      assert.isTrue(notDelivered.every(({ attempts, state }) => state === "dead" && attempts === 10))
      for (const name of names) {
        for (let payment = 1; payment <= payments; payment++) {
          const about = ({ reference, url }: Seen) => reference === `INV-${payment}` && url.includes(name)
          const told = calls.filter(about).map(({ step }) => step)
          assert.deepStrictEqual(told, told.toSorted((a, b) => a - b), `${name} INV-${payment}`)
          assert.deepStrictEqual([...new Set(told)], [1, 2, 3, 4])
          const ids = calls.filter(about).map(({ id, step }) => `${step} ${id}`)
          assert.strictEqual(new Set(ids).size, steps)
        }
      }
      const taken = new Set(ended.map(({ id, url }) => `${url} ${id}`))
      assert.isTrue(taken.size >= deliveries.length - notDelivered.length)
    }))
}
