import { assert, it } from "@effect/vitest"
import { Effect, Layer, Schema } from "effect"
import { PersistedQueue } from "effect/persistence"
import { SqlClient } from "effect/sql"
import { migrate } from "../../src/store/migrate.ts"
import { migrations } from "../../src/store/migrations.ts"
import { describeDatabases } from "../databases.ts"
import type { FreshDatabase } from "../databases.ts"

const journalTables = ["finpay_audit", "finpay_lane", "finpay_migrations", "finpay_mutation"]

const tables = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const rows = yield* sql.onDialectOrElse({
    pg: () => sql`SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'`,
    orElse: () => sql`SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`
  })
  return rows.map((row) => String(row["name"])).toSorted()
})

const steps = Effect.flatMap(
  SqlClient.SqlClient,
  (sql) => sql`SELECT migration_id, name FROM finpay_migrations ORDER BY migration_id`
)

const known = Object.keys(migrations).map((name) => ({
  migration_id: Number.parseInt(name, 10),
  name: name.slice(name.indexOf("_") + 1)
}))

const open = (database: FreshDatabase) => Effect.scoped(Layer.build(Layer.fresh(database.layer)))

describeDatabases("migrations", (fresh) => {
  it.effect("make all tables of an empty database", () =>
    Effect.gen(function*() {
      const database = yield* fresh
      assert.deepStrictEqual(yield* Effect.provide(tables, database.bare), [])
      assert.deepStrictEqual(yield* Effect.provide(tables, Layer.fresh(database.layer)), journalTables)
    }))

  it.effect("run once, however often the journal is opened", () =>
    Effect.gen(function*() {
      const database = yield* fresh
      yield* open(database)
      const before = yield* Effect.provide(
        Effect.flatMap(SqlClient.SqlClient, (sql) => sql`SELECT * FROM finpay_migrations`),
        Layer.fresh(database.bare)
      )
      yield* open(database)
      yield* open(database)
      const after = yield* Effect.provide(
        Effect.flatMap(SqlClient.SqlClient, (sql) => sql`SELECT * FROM finpay_migrations`),
        Layer.fresh(database.bare)
      )
      assert.deepStrictEqual(after, before)
      assert.deepStrictEqual(yield* Effect.provide(steps, Layer.fresh(database.bare)), known)
    }))

  it.live("run once when several open an empty database at the same time", () =>
    Effect.gen(function*() {
      const database = yield* fresh
      yield* Effect.all(Array.from({ length: 8 }, () => open(database)), { concurrency: "unbounded" })
      assert.deepStrictEqual(yield* Effect.provide(steps, Layer.fresh(database.bare)), known)
    }))

  it.effect("leave nothing behind when one of them fails", () =>
    Effect.gen(function*() {
      const database = yield* fresh
      // A table that is in the way of the first step.
      const inTheWay = Effect.flatMap(SqlClient.SqlClient, (sql) => sql`CREATE TABLE finpay_audit (id TEXT)`)
      yield* Effect.provide(inTheWay, Layer.fresh(database.bare))
      const error = yield* Effect.flip(open(database))
      assert.strictEqual(error.reason, "failed")
      assert.include(error.message, "finpay_audit")
      assert.deepStrictEqual(yield* Effect.provide(tables, Layer.fresh(database.bare)), ["finpay_audit"])
    }))

  it.effect("refuse a database of a newer version, and change nothing", () =>
    Effect.gen(function*() {
      const database = yield* fresh
      yield* open(database)
      const makeNewer = Effect.gen(function*() {
        const sql = yield* SqlClient.SqlClient
        yield* sql`INSERT INTO finpay_migrations (migration_id, name) VALUES (99, 'later')`
        yield* sql`DROP TABLE finpay_audit`
      })
      yield* Effect.provide(makeNewer, Layer.fresh(database.bare))
      const error = yield* Effect.flip(open(database))
      assert.strictEqual(error.reason, "newer")
      assert.include(error.detail, "step 99")
      assert.include(error.detail, `step ${known.length}`)
      assert.deepStrictEqual(
        yield* Effect.provide(tables, Layer.fresh(database.bare)),
        journalTables.filter((table) => table !== "finpay_audit")
      )
    }))

  it.effect.each(
    [
      ["an empty list of steps", (sql) => sql`DELETE FROM finpay_migrations`, "finpay_mutation is there"],
      ["no list of steps", (sql) => sql`DROP TABLE finpay_migrations`, "finpay_mutation is there"],
      [
        "a step that was never done",
        (sql) => sql`UPDATE finpay_migrations SET migration_id = 0 WHERE migration_id = 1`,
        "lacks steps"
      ],
      ["steps without their table", (sql) => sql`DROP TABLE finpay_mutation`, "finpay_mutation, which is gone"],
      ["no list of the queue's steps", (sql) => sql`DROP TABLE finpay_work_migrations`, "finpay_work is there"],
      ["a queue without its table", (sql) => sql`DROP TABLE finpay_work`, "finpay_work, which is gone"]
    ] satisfies ReadonlyArray<
      readonly [name: string, spoil: (sql: SqlClient.SqlClient) => Effect.Effect<unknown, unknown>, said: string]
    >
  )("take %s for damage, and change nothing", ([, spoil, said]) =>
    Effect.gen(function*() {
      const database = yield* fresh
      yield* Effect.scoped(
        Layer.build(Layer.provide(
          PersistedQueue.layerStoreSql({ tableName: "finpay_work" }),
          Layer.fresh(database.layer)
        ))
      )
      yield* Effect.provide(Effect.flatMap(SqlClient.SqlClient, spoil), Layer.fresh(database.bare))
      const before = yield* Effect.provide(tables, Layer.fresh(database.bare))
      const error = yield* Effect.flip(open(database))
      assert.strictEqual(error.reason, "damaged")
      assert.include(error.detail, said)
      assert.deepStrictEqual(yield* Effect.provide(tables, Layer.fresh(database.bare)), before)
    }))

  it.live("refuse a newer work queue, and know the newest of today", () =>
    Effect.gen(function*() {
      const database = yield* fresh
      const queueStep = Effect.gen(function*() {
        const sql = yield* SqlClient.SqlClient
        const queue = yield* PersistedQueue.make({ name: "test", schema: Schema.String })
        yield* queue.offer("something")
        // What the queue of this version makes is not refused.
        yield* migrate
        const [row] = yield* sql`SELECT MAX(migration_id) AS step FROM finpay_work_migrations`
        const step = Number(row?.["step"])
        yield* sql`INSERT INTO finpay_work_migrations (migration_id, name) VALUES (${step + 1}, 'later')`
        return step
      })
      const step = yield* Effect.provide(
        queueStep,
        PersistedQueue.layer.pipe(
          Layer.provide(PersistedQueue.layerStoreSql({ tableName: "finpay_work" })),
          Layer.provideMerge(Layer.fresh(database.layer))
        )
      )
      const error = yield* Effect.flip(open(database))
      assert.strictEqual(error.reason, "newer")
      assert.include(error.detail, `step ${step + 1}, and this version knows up to step ${step}`)
    }))
})
