/** What the journal relies on in the work queue of Effect, on both databases. */
import { assert, it } from "@effect/vitest"
import { Clock, Effect, Fiber, Layer, Schema } from "effect"
import { PersistedQueue } from "effect/persistence"
import { SqlClient } from "effect/sql"
import { TestClock } from "effect/testing"
import { layerSqlite } from "../../src/store/database.ts"
import { describeDatabases } from "../databases.ts"
import type { FreshDatabase } from "../databases.ts"

const makeQueue = PersistedQueue.make({ name: "production/MERCHANT01", schema: Schema.String })

const queueLayer = PersistedQueue.layer.pipe(
  Layer.provide(PersistedQueue.layerStoreSql({ tableName: "finpay_work", pollInterval: "20 millis" }))
)

const withQueue = <A, E>(
  database: Pick<FreshDatabase, "layer">,
  body: (
    queue: PersistedQueue.PersistedQueue<string>,
    sql: SqlClient.SqlClient
  ) => Effect.Effect<A, E>
) =>
  Effect.gen(function*() {
    return yield* body(yield* makeQueue, yield* SqlClient.SqlClient)
  }).pipe(Effect.provide(Layer.provideMerge(queueLayer, Layer.fresh(database.layer))))

const taken = (queue: PersistedQueue.PersistedQueue<string>) => queue.take((item) => Effect.succeed(item))

const items = (sql: SqlClient.SqlClient) =>
  Effect.map(sql`SELECT element FROM finpay_work ORDER BY sequence`, (rows) => rows.map((row) => row["element"]))

describeDatabases("the work queue", (fresh) => {
  it.live("gives out what was offered, once", () =>
    Effect.gen(function*() {
      yield* withQueue(yield* fresh, (queue) =>
        Effect.gen(function*() {
          yield* queue.offer("one", { id: "1" })
          yield* queue.offer("the same again", { id: "1" })
          yield* queue.offer("two", { id: "2" })
          assert.deepStrictEqual([yield* taken(queue), yield* taken(queue)], ["one", "two"])
        }))
    }))

  it.live("has nothing of a transaction that was undone, and all of one that was kept", () =>
    Effect.gen(function*() {
      yield* withQueue(yield* fresh, (queue, sql) =>
        Effect.gen(function*() {
          yield* Effect.ignore(sql.withTransaction(Effect.andThen(queue.offer("undone"), Effect.fail("no"))))
          assert.deepStrictEqual(yield* items(sql), [])
          yield* sql.withTransaction(queue.offer("kept"))
          assert.deepStrictEqual(yield* items(sql), ["\"kept\""])
          assert.strictEqual(yield* taken(queue), "kept")
        }))
    }))

  it.live("gives out again what failed", () =>
    Effect.gen(function*() {
      yield* withQueue(yield* fresh, (queue) =>
        Effect.gen(function*() {
          yield* queue.offer("item")
          const failing = queue.take(() => Effect.fail("not now"))
          assert.strictEqual(yield* Effect.flip(failing), "not now")
          assert.strictEqual(yield* taken(queue), "item")
        }))
    }))

  it.live("wakes a worker of another process", () =>
    Effect.gen(function*() {
      const database = yield* fresh
      yield* withQueue(database, (queue) =>
        Effect.gen(function*() {
          const worker = yield* Effect.forkChild(taken(queue))
          yield* withQueue(database, (other) => other.offer("from there"))
          assert.strictEqual(yield* Fiber.join(worker), "from there")
        }))
    }))
})

it.effect("on virtual time, an item comes when its delay is over and not before", () =>
  Effect.gen(function*() {
    const clock = yield* Clock.Clock
    const currentTimestamp = () =>
      new Date(clock.currentTimeMillisUnsafe()).toISOString().slice(0, 19).replace("T", " ")
    const layer = layerSqlite({ file: ":memory:", synchronous: "off", currentTimestamp })
    yield* withQueue({ layer }, (queue) =>
      Effect.gen(function*() {
        yield* queue.offer("later", { delay: "60 seconds" })
        const worker = yield* Effect.forkChild(taken(queue))
        yield* TestClock.adjust("59 seconds")
        assert.isUndefined(worker.pollUnsafe())
        yield* TestClock.adjust("3 seconds")
        assert.strictEqual(yield* Fiber.join(worker), "later")
      }))
  }))
