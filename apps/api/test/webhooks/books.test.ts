/** Endpoints, deliveries and their history, on both databases. */
import { assert, it } from "@effect/vitest"
import { Effect, Layer, Schedule } from "effect"
import { cleanUp } from "../../src/webhooks/retention.ts"
import { Delays } from "../../src/webhooks/schedule.ts"
import { connectionTo, describeDatabases } from "../support/databases.ts"
import type { FreshDatabase } from "../support/databases.ts"
import { account, openWebhooks, status } from "../support/webhook-world.ts"
import type { Answering } from "../support/webhook-world.ts"

const open = (database: FreshDatabase, answer: Answering) =>
  Effect.gen(function*() {
    const connection = yield* Layer.build(connectionTo(database))
    return yield* openWebhooks(connection, answer, { leaseSeconds: 300, pollMillis: 20 }).pipe(
      Effect.provideService(Delays, [0, 0])
    )
  })

type World = Effect.Success<ReturnType<typeof open>>

/** All deliveries, once none is on its way. */
const settled = ({ deliveries }: World) =>
  Effect.andThen(
    Effect.repeat(deliveries.list(account, { states: ["pending", "waiting"], limit: 1 }), {
      until: (page) => page.deliveries.length === 0,
      schedule: Schedule.spaced("20 millis")
    }),
    Effect.map(deliveries.list(account, { limit: 500 }), (page) => page.deliveries)
  )

const always = { since: 0, until: Number.MAX_SAFE_INTEGER } as const

describeDatabases("the books of webhooks", (fresh) => {
  it.live("endpoints are made, changed, given new secrets, disabled and deleted, each by its own account only", () =>
    Effect.gen(function*() {
      const { endpoints } = yield* open(yield* fresh, () => status(200))
      const made = yield* endpoints.create(account, { url: "https://shop.example/", createdBy: "test" })
      const { id } = made.endpoint
      assert.deepInclude(
        yield* endpoints.change(account, id, { types: ["void.unknown"], description: "The shop" }),
        { types: ["void.unknown"], description: "The shop", url: "https://shop.example/" }
      )
      const { endpoint } = yield* endpoints.rotate(account, id, 60)
      assert.strictEqual(endpoint.former?.secret, made.endpoint.secret)
      assert.notStrictEqual(endpoint.secret, made.endpoint.secret)
      assert.notProperty((yield* endpoints.rotate(account, id, 0)).endpoint, "former")
      assert.strictEqual((yield* endpoints.disable(account, id, "test")).state, "disabled")
      assert.strictEqual((yield* endpoints.enable(account, id)).state, "enabled")
      const foreign = [
        endpoints.find("local/OTHER", id),
        endpoints.change("local/OTHER", id, { description: "mine" }),
        endpoints.rotate("local/OTHER", id, 0),
        endpoints.disable("local/OTHER", id, "other"),
        endpoints.enable("local/OTHER", id),
        endpoints.remove("local/OTHER", id)
      ]
      for (const one of foreign) assert.strictEqual((yield* Effect.flip(one))._tag, "EndpointNotFound")
      assert.deepInclude(yield* endpoints.find(account, id), { description: "The shop", state: "enabled" })
      yield* endpoints.remove(account, id)
      assert.strictEqual((yield* Effect.flip(endpoints.find(account, id)))._tag, "EndpointNotFound")
    }))

  it.live("a time range is replayed in its order: what died, what was missed, what was delivered", () =>
    Effect.gen(function*() {
      let isUp = false
      const world = yield* open(yield* fresh, () => status(isUp ? 200 : 503))
      const { id } = yield* world.newEndpoint("shop", ["refund.succeeded", "refund.rejected"])
      for (const step of [1, 2]) yield* world.publish("INV-1", step)
      assert.deepStrictEqual((yield* settled(world)).map(({ state }) => state), ["dead", "dead"])
      yield* world.endpoints.disable(account, id, "test")
      yield* world.publish("INV-1", 3)
      yield* world.publish("INV-1", 4, "void.unknown")
      const endpoint = yield* world.endpoints.enable(account, id)
      isUp = true
      world.seen.length = 0
      const replay = (states: ReadonlyArray<"dead" | "missed" | "delivered">) =>
        world.deliveries.replayRange(endpoint, { ...always, states })
      assert.strictEqual(yield* replay(["dead", "missed"]), 3)
      const all = yield* settled(world)
      assert.deepStrictEqual(world.seen.map(({ step }) => step), [1, 2, 3])
      assert.strictEqual(all.filter(({ state }) => state === "delivered").length, 3)
      assert.strictEqual(yield* replay(["dead", "missed"]), 0)
      assert.strictEqual(yield* replay(["delivered"]), 3)
      yield* settled(world)
      assert.deepStrictEqual(world.seen.map(({ step }) => step), [1, 2, 3, 1, 2, 3])
      const { history } = yield* world.deliveries.details(account, all.at(-1)?.id ?? "")
      assert.deepStrictEqual(history.map(({ number, outcome }) => `${number} ${outcome}`).slice(0, 3), [
        "1 refused",
        "2 refused",
        "3 delivered"
      ])
    }))

  it.live("what ended long ago is cleaned up, with its event, and nothing else is", () =>
    Effect.gen(function*() {
      const world = yield* open(yield* fresh, () => status(200))
      yield* world.newEndpoint("shop")
      for (const reference of ["OLD", "NEW"]) yield* world.publish(reference, 1)
      yield* settled(world)
      const longAgo = Date.now() - 31 * 86_400_000
      yield* world.sql`UPDATE finpay_api_delivery SET ended_at = ${longAgo} WHERE reference = 'OLD'`
      yield* world.sql`UPDATE finpay_api_event SET at = ${longAgo}`
      const clean = Effect.provideContext(cleanUp(30), world.services)
      yield* clean
      const { deliveries } = yield* world.deliveries.list(account, {})
      assert.deepStrictEqual(deliveries.map(({ reference }) => reference), ["NEW"])
      const count = (table: string) =>
        Effect.map(world.sql`SELECT COUNT(*) AS count FROM ${world.sql(table)}`, ([row]) => Number(row?.["count"]))
      assert.strictEqual(yield* count("finpay_api_event"), 1)
      assert.strictEqual(yield* count("finpay_api_attempt"), 1)
      assert.strictEqual(yield* count("finpay_api_webhook_endpoint"), 1)
      yield* clean
      assert.strictEqual(yield* count("finpay_api_event"), 1)
    }))
})
