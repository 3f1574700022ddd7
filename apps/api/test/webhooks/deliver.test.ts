import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber } from "effect"
import { CallFailed } from "../../src/webhooks/WebhookTransport.ts"
import { account, openWebhooks, pass, patient, status, virtualDatabase } from "../support/webhook-world.ts"
import type { Answering, Seen } from "../support/webhook-world.ts"

const start = (answer: Answering, settings: typeof patient | typeof seldom = patient) =>
  Effect.flatMap(virtualDatabase, (database) => openWebhooks(database, answer, settings))

/** For tests that last for days: the queue looks once in five minutes. */
const seldom = { leaseSeconds: 3_600, pollMillis: 300_000 } as const

const statesOf = (world: Effect.Success<ReturnType<typeof start>>) =>
  Effect.map(
    world.deliveries.list(account, { limit: 500 }),
    ({ deliveries }) =>
      deliveries.toSorted((a, b) => a.sequence - b.sequence).map(({ reference, state }) => `${reference} ${state}`)
  )

const steps = (seen: ReadonlyArray<Seen>): ReadonlyArray<string> =>
  seen.map(({ reference, step }) => `${reference} ${step}`)

const waits = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400]

describe("delivering", () => {
  it.effect("sends an event at once, to every endpoint that wants it and to no other", () =>
    Effect.gen(function*() {
      const world = yield* start(() => status(204))
      yield* world.newEndpoint("all")
      yield* world.newEndpoint("voids", ["void.succeeded"])
      const off = yield* world.newEndpoint("off")
      yield* world.endpoints.disable(account, off.id, "test")
      yield* world.publish("INV-1", 1)
      yield* pass("1 second")
      assert.deepStrictEqual(world.seen.map(({ url }) => url), ["https://all.example/hook"])
      assert.deepStrictEqual(yield* statesOf(world), ["INV-1 delivered"])
    }))

  it.effect("is part of the caller's transaction: what is rolled back is told to nobody", () =>
    Effect.gen(function*() {
      const world = yield* start(() => status(200))
      yield* world.newEndpoint("all")
      const failing = Effect.andThen(world.publish("INV-1", 1), Effect.fail("no"))
      yield* Effect.exit(world.sql.withTransaction(failing))
      yield* world.publish("INV-2", 1)
      yield* pass("1 minute")
      assert.deepStrictEqual(steps(world.seen), ["INV-2 1"])
    }))

  it.effect("tries ten times over three days, on the schedule, and then gives up", () =>
    Effect.gen(function*() {
      const world = yield* start(() => status(500), seldom)
      yield* world.newEndpoint("down")
      yield* world.publish("INV-1", 1)
      yield* pass("4 days")
      assert.strictEqual(world.seen.length, 10)
      assert.strictEqual(new Set(world.seen.map(({ id }) => id)).size, 1)
      const gaps = world.seen.slice(1).map(({ at }, index) => (at - (world.seen[index]?.at ?? 0)) / 1000)
      for (const [index, wait] of waits.entries()) {
        const gap = gaps[index] ?? 0
        // A tenth of jitter, and how seldom the queue of this test looks.
        assert.isTrue(gap >= wait && gap <= wait * 1.1 + 302, `${gap} after ${wait}`)
      }
      const { deliveries: [dead] } = yield* world.deliveries.list(account, {})
      assert.deepInclude(dead, { state: "dead", attempts: 10, reason: "none of 10 attempts was answered with 2xx" })
    }))

  it.effect("loses nothing of an endpoint that comes back", () =>
    Effect.gen(function*() {
      let isUp = false
      const world = yield* start(() =>
        isUp ? status(200) : Effect.fail(new CallFailed({ reason: "connection", detail: "ECONNREFUSED" }))
      )
      yield* world.newEndpoint("shop")
      for (let step = 1; step <= 3; step++) yield* world.publish("INV-1", step)
      yield* world.publish("INV-2", 1)
      yield* pass("10 minutes")
      assert.deepStrictEqual(yield* statesOf(world), [
        "INV-1 pending",
        "INV-1 waiting",
        "INV-1 waiting",
        "INV-2 pending"
      ])
      isUp = true
      world.seen.length = 0
      yield* pass("1 hour")
      assert.deepStrictEqual(steps(world.seen).filter((step) => step.startsWith("INV-1")), [
        "INV-1 1",
        "INV-1 2",
        "INV-1 3"
      ])
      assert.deepStrictEqual(new Set(yield* statesOf(world)), new Set(["INV-1 delivered", "INV-2 delivered"]))
    }))

  it.effect(
    "keeps the events of one payment in order: a later one waits until the earlier is delivered or dead",
    () =>
      Effect.gen(function*() {
        const world = yield* start(
          ({ reference, step }) => status(reference === "INV-1" && step === 1 ? 500 : 200),
          seldom
        )
        yield* world.newEndpoint("shop")
        yield* world.publish("INV-1", 1)
        yield* world.publish("INV-1", 2)
        yield* world.publish("INV-2", 1)
        yield* pass("2 days")
        assert.deepStrictEqual(yield* statesOf(world), ["INV-1 pending", "INV-1 waiting", "INV-2 delivered"])
        yield* pass("2 days")
        assert.deepStrictEqual(yield* statesOf(world), ["INV-1 dead", "INV-1 delivered", "INV-2 delivered"])
        assert.deepStrictEqual(steps(world.seen).at(-1), "INV-1 2")
      })
  )

  it.effect("ends a call that hangs after 15 seconds, and tries again", () =>
    Effect.gen(function*() {
      let ended = 0
      const world = yield* start(() => Effect.onInterrupt(Effect.never, () => Effect.sync(() => ended++)))
      yield* world.newEndpoint("hangs")
      yield* world.publish("INV-1", 1)
      yield* pass("14 seconds")
      assert.strictEqual(ended, 0)
      yield* pass("2 seconds")
      assert.strictEqual(ended, 1)
      yield* pass("1 minute")
      assert.strictEqual(world.seen.length, 2)
      const { deliveries: [one] } = yield* world.deliveries.list(account, {})
      const { history } = yield* world.deliveries.details(account, one?.id ?? "")
      assert.deepInclude(history[0], { outcome: "timed_out", millis: 15_000, number: 1 })
    }))

  it.effect("lets one endpoint that hangs hold up nobody else", () =>
    Effect.gen(function*() {
      const letGo = yield* Deferred.make<void>()
      let atOnce = 0
      let most = 0
      const hang = Effect.acquireUseRelease(
        Effect.sync(() => (most = Math.max(most, ++atOnce))),
        () => Effect.andThen(Deferred.await(letGo), status(200)),
        () => Effect.sync(() => atOnce--)
      )
      const world = yield* start(({ url }) => url.includes("hangs") ? hang : status(200))
      yield* world.newEndpoint("hangs")
      yield* world.newEndpoint("works")
      for (let payment = 1; payment <= 100; payment++) yield* world.publish(`INV-${payment}`, 1)
      yield* pass("14 seconds")
      assert.strictEqual(world.seen.filter(({ url }) => url.includes("works")).length, 100)
      assert.strictEqual(most, 4)
      yield* Deferred.succeed(letGo, undefined)
      yield* pass("5 minutes")
      assert.strictEqual(world.seen.filter(({ url }) => url.includes("hangs")).length, 100)
    }))

  it.effect("disables an endpoint that answers 410, and a replay brings back what it missed", () =>
    Effect.gen(function*() {
      let isGone = true
      const world = yield* start(() => status(isGone ? 410 : 200))
      const { id } = yield* world.newEndpoint("gone")
      yield* world.publish("INV-1", 1)
      yield* pass("1 minute")
      yield* world.publish("INV-1", 2)
      yield* pass("1 day")
      assert.deepStrictEqual(steps(world.seen), ["INV-1 1"])
      assert.deepInclude(yield* world.endpoints.find(account, id), {
        state: "disabled",
        disabledBecause: "it answered 410 Gone"
      })
      isGone = false
      const endpoint = yield* world.endpoints.enable(account, id)
      const range = { since: 0, until: 7 * 86_400_000, states: ["dead", "missed"] as const }
      assert.strictEqual(yield* world.deliveries.replayRange(endpoint, range), 2)
      yield* pass("1 minute")
      assert.deepStrictEqual(steps(world.seen), ["INV-1 1", "INV-1 1", "INV-1 2"])
      assert.strictEqual(world.seen[0]?.id, world.seen[1]?.id)
      assert.strictEqual(yield* world.deliveries.replayRange(endpoint, range), 0)
    }))

  it.effect("a redirect is a failure like any other", () =>
    Effect.gen(function*() {
      const world = yield* start(() => status(307))
      yield* world.newEndpoint("moved")
      yield* world.publish("INV-1", 1)
      yield* pass("1 second")
      const { deliveries: [one] } = yield* world.deliveries.list(account, {})
      const { history } = yield* world.deliveries.details(account, one?.id ?? "")
      assert.deepInclude(history[0], { outcome: "redirected", status: 307 })
      assert.strictEqual(one?.state, "pending")
    }))

  it.effect("what was delivered is delivered, also when its endpoint was disabled meanwhile", () =>
    Effect.gen(function*() {
      const arrived = yield* Deferred.make<void>()
      const letGo = yield* Deferred.make<void>()
      const world = yield* start(() =>
        Deferred.succeed(arrived, undefined).pipe(Effect.andThen(Deferred.await(letGo)), Effect.andThen(status(200)))
      )
      const { id } = yield* world.newEndpoint("slow")
      yield* world.publish("INV-1", 1)
      const pumping = yield* Effect.forkChild(pass("1 second"))
      yield* Deferred.await(arrived)
      yield* Fiber.join(pumping)
      yield* world.endpoints.disable(account, id, "test")
      assert.deepStrictEqual(yield* statesOf(world), ["INV-1 dead"])
      yield* Deferred.succeed(letGo, undefined)
      yield* pass("1 second")
      assert.deepStrictEqual(yield* statesOf(world), ["INV-1 delivered"])
    }))

  it.effect("replays one that has ended, and no other", () =>
    Effect.gen(function*() {
      const world = yield* start(() => status(200))
      yield* world.newEndpoint("shop")
      yield* world.publish("INV-1", 1)
      const { deliveries: [one] } = yield* world.deliveries.list(account, {})
      const id = one?.id ?? ""
      assert.strictEqual((yield* Effect.flip(world.deliveries.replay(account, id)))._tag, "NotReplayable")
      yield* pass("1 second")
      yield* world.deliveries.replay(account, id)
      yield* pass("1 second")
      assert.deepStrictEqual(steps(world.seen), ["INV-1 1", "INV-1 1"])
      assert.strictEqual((yield* world.deliveries.find(account, id)).attempts, 2)
      assert.strictEqual((yield* Effect.flip(world.deliveries.replay("local/OTHER", id)))._tag, "DeliveryNotFound")
    }))
})
