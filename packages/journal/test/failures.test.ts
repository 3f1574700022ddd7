/**
 * A database that is full, read-only, locked, gone or newer: a clear error, and no mutation leaves that was not written
 * down. How the driver names each failure is tested in store/; here it is what becomes of mutations.
 */
import { assert, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Redacted } from "effect"
import type { Scope } from "effect"
import { Reactivity } from "effect/reactivity"
import { SqlClient } from "effect/sql"
import { DatabaseSync } from "node:sqlite"
import { layerPostgres, layerSqlite } from "../src/store/database.ts"
import { makePostgres } from "../src/store/postgres/driver.ts"
import { workPatience } from "../src/store/postgres/patience.ts"
import { describeDatabases } from "./databases.ts"
import type { FreshDatabase } from "./databases.ts"
import { endSessions, fileOf, giveBack, nameOf, onServer, takeAway } from "./support/outage.ts"
import { inState, makeWorld, patient, refund, until } from "./support/world.ts"
import type { Opened } from "./support/world.ts"

/** A way in which a database can fail, and how that ends. */
interface Failure {
  readonly reason: "full" | "read-only" | "locked" | "unreachable"
  readonly begin: (database: FreshDatabase, opened: Opened) => Effect.Effect<unknown, unknown, Scope.Scope>
  readonly end: (database: FreshDatabase, opened: Opened) => Effect.Effect<unknown, unknown, Scope.Scope>
}

const pragma = ({ sql }: Opened, text: string) => sql.unsafe(`PRAGMA ${text}`)

const onSqlite: ReadonlyArray<Failure> = [
  {
    reason: "full",
    // There is always some room in the last pages; this uses it up at the first row of the audit log.
    begin: (_, opened) =>
      Effect.gen(function*() {
        yield* opened.sql`CREATE TABLE filler (bytes BLOB)`
        yield* opened.sql`CREATE TRIGGER no_room AFTER INSERT ON finpay_audit
          BEGIN INSERT INTO filler VALUES (randomblob(50000)); END`
        const [pages] = yield* opened.sql`PRAGMA page_count`.values
        yield* pragma(opened, `max_page_count = ${Number(pages?.[0])}`)
      }),
    end: (_, opened) => Effect.andThen(pragma(opened, "max_page_count = 1000000"), opened.sql`DROP TRIGGER no_room`)
  },
  {
    reason: "read-only",
    begin: (_, opened) => pragma(opened, "query_only = ON"),
    end: (_, opened) => pragma(opened, "query_only = OFF")
  },
  {
    reason: "unreachable",
    begin: (database) => takeAway(database),
    end: (database) => giveBack(database)
  }
]

const onPostgres: ReadonlyArray<Failure> = [
  {
    reason: "full",
    // What the server says when the disk is full, at the first row that would need it.
    begin: (_, { sql }) =>
      Effect.gen(function*() {
        yield* sql.unsafe(`CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS
          $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$`)
        yield* sql.unsafe("CREATE TRIGGER no_room BEFORE INSERT ON finpay_audit EXECUTE FUNCTION no_room()")
      }),
    end: (_, { sql }) => sql.unsafe("DROP FUNCTION no_room CASCADE")
  },
  {
    reason: "read-only",
    begin: (database) =>
      Effect.andThen(
        onServer(`ALTER DATABASE ${nameOf(database)} SET default_transaction_read_only = on`),
        endSessions(database)
      ),
    end: (database) =>
      Effect.andThen(
        onServer(`ALTER DATABASE ${nameOf(database)} RESET default_transaction_read_only`),
        endSessions(database)
      )
  },
  {
    reason: "unreachable",
    begin: (database) => takeAway(database),
    end: (database) => giveBack(database)
  }
]

/** A second connection that keeps the whole database, or the mutations, to itself. */
const lockedBySomebody = (
  database: FreshDatabase
): Effect.Effect<{ readonly free: Effect.Effect<void> }, unknown, Scope.Scope> =>
  Effect.gen(function*() {
    if (database.kind === "SQLite") {
      const other = yield* Effect.acquireRelease(
        Effect.sync(() => new DatabaseSync(fileOf(database))),
        (connection) => Effect.sync(() => connection.close())
      )
      other.exec("BEGIN IMMEDIATE")
      return { free: Effect.sync(() => other.exec("ROLLBACK")) }
    }
    const locking = yield* Effect.forkScoped(
      Effect.flatMap(
        SqlClient.SqlClient,
        (sql) =>
          sql.withTransaction(Effect.andThen(sql`LOCK TABLE finpay_mutation IN ACCESS EXCLUSIVE MODE`, Effect.never))
      ).pipe(Effect.provide(Layer.fresh(database.bare)))
    )
    const locks = Effect.flatMap(
      SqlClient.SqlClient,
      (sql) =>
        sql`SELECT 1 FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND granted AND relation =
        'finpay_mutation'::regclass`
    ).pipe(Effect.provide(Layer.fresh(database.bare)))
    yield* until("the lock", locks, (rows) => rows.length > 0)
    return { free: Effect.asVoid(Fiber.interrupt(locking)) }
  })

/** The journal's database, which waits for a lock only briefly. */
const impatient = (database: FreshDatabase): FreshDatabase["layer"] =>
  database.kind === "SQLite"
    ? layerSqlite({ file: fileOf(database), lockWaitMillis: 100 })
    : Layer.effect(
      SqlClient.SqlClient,
      Effect.orDie(makePostgres({ url: database.url }, { ...workPatience, lockMillis: 100 }))
    ).pipe(Layer.provide(Reactivity.layer))

describeDatabases("a database", (fresh) => {
  const failures = (database: FreshDatabase) => database.kind === "SQLite" ? onSqlite : onPostgres

  for (const reason of ["full", "read-only", "unreachable"] as const) {
    const failureOf = (database: FreshDatabase) => {
      const found = failures(database).find((one) => one.reason === reason)
      return found ?? assert.fail(`${reason} is not described`)
    }

    it.live(`that is ${reason}: nothing is accepted, and nothing is sent`, () =>
      Effect.gen(function*() {
        const world = yield* makeWorld(fresh)
        const opened = yield* world.open()
        const { begin, end } = failureOf(world.database)
        yield* world.paid("INV-1", 22_000)
        yield* begin(world.database, opened)
        const submit = opened.journal.submit(refund("a", "INV-1", 22_000))
        // Connections that were open before may end first.
        const error = yield* until(`the reason ${reason}`, Effect.flip(submit), (refused) =>
          refused._tag === "JournalUnavailable" && refused.reason === reason)
        assert.match(error.message, /^The journal cannot be used: .+\. .+\.$/u)
        assert.lengthOf(yield* world.simulator.requests(), 1)
        yield* end(world.database, opened)
        const again = yield* until("the database to be back", Effect.result(submit), ({ _tag }) =>
          _tag === "Success")
        assert.isTrue(again._tag === "Success" && !again.success.replayed)
        assert.strictEqual(
          (yield* opened.journal.submit(refund("a", "INV-1", 22_000), patient)).mutation.state,
          "succeeded"
        )
        assert.lengthOf(yield* world.received("INV-1", "refund"), 1)
        assert.deepStrictEqual((yield* opened.journal.verify()).findings, [])
      }))

    it.live(`that becomes ${reason} before the sending is written down: it is not sent`, () =>
      Effect.gen(function*() {
        const world = yield* makeWorld(fresh)
        const opened = yield* world.open({ settings: { leaseSeconds: 1 } })
        const { begin, end } = failureOf(world.database)
        yield* world.paid("INV-1", 22_000)
        const asking = world.network.holdAnswer("checkStatus")
        const { mutation } = yield* opened.journal.submit(refund("a", "INV-1", 22_000))
        yield* asking.arrived
        yield* begin(world.database, opened)
        yield* asking.release
        yield* Effect.sleep(300)
        assert.lengthOf(yield* world.received("INV-1", "refund"), 0)
        yield* end(world.database, opened)
        const get = Effect.orElseSucceed(opened.journal.get(mutation.id), () => mutation)
        const ended = yield* until("it is sent", get, ({ state }) => state === "succeeded")
        assert.strictEqual(ended.decidedBy, "answer")
        assert.lengthOf(yield* world.received("INV-1", "refund"), 1)
        assert.deepStrictEqual((yield* opened.journal.verify()).findings, [])
      }))

    it.live(`that becomes ${reason} while the answer is on its way: the answer is written down afterwards`, () =>
      Effect.gen(function*() {
        const world = yield* makeWorld(fresh)
        const opened = yield* world.open()
        const { begin, end } = failureOf(world.database)
        yield* world.paid("INV-1", 22_000)
        const held = world.network.holdAnswer("refund")
        const { mutation } = yield* opened.journal.submit(refund("a", "INV-1", 22_000))
        yield* held.arrived
        yield* begin(world.database, opened)
        yield* held.release
        yield* Effect.sleep(300)
        yield* end(world.database, opened)
        const get = Effect.orElseSucceed(opened.journal.get(mutation.id), () => mutation)
        const ended = yield* until("the answer is written down", get, ({ state }) => state === "succeeded")
        assert.strictEqual(ended.decidedBy, "answer")
        assert.lengthOf(yield* world.received("INV-1", "refund"), 1)
        assert.deepStrictEqual((yield* opened.journal.verify()).findings, [])
      }))
  }

  it.live("that somebody keeps locked: nothing is sent until it is free", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      yield* (yield* world.open()).close
      const opened = yield* world.open({ layer: impatient(world.database) })
      yield* world.paid("INV-1", 22_000)
      yield* world.paid("INV-2", 22_000)
      const asking = world.network.holdAnswer("checkStatus")
      const { mutation } = yield* opened.journal.submit(refund("a", "INV-1", 22_000))
      yield* asking.arrived
      const { free } = yield* lockedBySomebody(world.database)
      const error = yield* Effect.flip(opened.journal.submit(refund("b", "INV-2", 22_000)))
      assert.deepInclude(error, { _tag: "JournalUnavailable", reason: "locked" })
      yield* asking.release
      yield* Effect.sleep(300)
      assert.lengthOf(yield* world.simulator.requests({ operation: "refund" }), 0)
      yield* free
      yield* inState(opened, mutation.id, "succeeded")
      const again = yield* opened.journal.submit(refund("b", "INV-2", 22_000), patient)
      assert.isFalse(again.replayed)
      assert.strictEqual(again.mutation.state, "succeeded")
      assert.lengthOf(yield* world.simulator.requests({ operation: "refund" }), 2)
    }))

  it.live("of a newer version is refused, and nothing in it is touched or sent", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const before = yield* world.open({ settings: { workers: 0 } })
      yield* world.paid("INV-1", 22_000)
      const { mutation } = yield* before.journal.submit(refund("a", "INV-1", 22_000))
      yield* before.sql`INSERT INTO finpay_migrations (migration_id, name) VALUES (9999, 'of_tomorrow')`
      yield* before.close
      const error = yield* Effect.flip(world.open())
      assert.deepInclude(error, { _tag: "JournalUnavailable", reason: "newer" })
      assert.include(error.message, "Install that version or a newer one; nothing was changed.")
      assert.lengthOf(yield* world.simulator.requests({ operation: "refund" }), 0)
      const work = Effect.flatMap(
        SqlClient.SqlClient,
        (sql) => sql`SELECT m.version, w.attempts FROM finpay_mutation m, finpay_work w WHERE m.id = ${mutation.id}`
      ).pipe(Effect.provide(Layer.fresh(world.database.bare)))
      assert.deepStrictEqual((yield* work).map(({ attempts, version }) => [Number(version), Number(attempts)]), [[
        1,
        0
      ]])
    }))

  it.live("that is gone when the journal is opened is told so", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      yield* (yield* world.open()).close
      const layer = world.database.kind === "SQLite"
        ? layerSqlite({ file: `${fileOf(world.database)}/journal.db` })
        : layerPostgres({ url: Redacted.make("postgres://nobody@127.0.0.1:1/nothing") })
      const error = yield* Effect.flip(world.open({ layer }))
      assert.deepInclude(error, { _tag: "JournalUnavailable", reason: "unreachable" })
    }))

  // The queue brings its own tables forward after the journal's; what fails there is no less an error of the database.
  it.live("that cannot take the queue's tables is told so", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const { close, sql } = yield* world.open({ settings: { workers: 0 } })
      yield* sql`DROP TABLE finpay_work_migrations`
      yield* close
      const error = yield* Effect.flip(world.open())
      assert.strictEqual(error._tag, "JournalUnavailable")
    }))
})
