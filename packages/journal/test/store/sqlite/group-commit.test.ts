/** Transactions that wait for one another are committed together, and stand or fall with that commit. */
import { assert, describe, it } from "@effect/vitest"
import { Cause, Clock, Deferred, Duration, Effect, Exit, Fiber, Latch, Stream } from "effect"
import { Reactivity } from "effect/reactivity"
import type { Connection } from "effect/sql/SqlConnection"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import type { LockWait } from "../../../src/store/sqlite/busy.ts"
import { makeConnection } from "../../../src/store/sqlite/connection.ts"
import { makeClient } from "../../../src/store/sqlite/driver.ts"
import { refused } from "../../../src/store/sqlite/errors.ts"
import { openDatabase } from "../../../src/store/sqlite/open.ts"
import { toUnavailable } from "../../../src/store/unavailable.ts"
import { temporaryFolder } from "../../databases.ts"

/** A client whose commits are counted, can be held up and can fail, and the file as another process sees it. */
const setUpWith = Effect.fnUntraced(function*(wait: LockWait) {
  const file = join(yield* temporaryFolder, "journal.db")
  const database = yield* openDatabase({ file })
  const inner = makeConnection(database)
  const commits = {
    made: 0,
    failing: false,
    atDoor: Latch.makeUnsafe(),
    door: Latch.makeUnsafe(true),
    after: Latch.makeUnsafe(true)
  }
  const savepoints = { open: 0, failing: "" }
  const commit = (made: ReturnType<Connection["execute"]>) =>
    Effect.gen(function*() {
      yield* commits.atDoor.open
      yield* commits.door.await
      if (commits.failing) return yield* refused("no room")
      commits.made += 1
      const rows = yield* made
      yield* commits.after.await
      return rows
    })
  const savepoint = (text: string, made: ReturnType<Connection["execute"]>) =>
    Effect.suspend(() => {
      if (savepoints.failing !== "" && text.startsWith(savepoints.failing)) return Effect.fail(refused("no memory"))
      if (text.startsWith("SAVEPOINT")) savepoints.open += 1
      if (text.startsWith("RELEASE")) savepoints.open -= 1
      return made
    })
  const execute: Connection["execute"] = (text, values, transform) => {
    const made = inner.execute(text, values, transform)
    if (text === "COMMIT") return commit(made)
    return text.includes("SAVEPOINT") ? savepoint(text, made) : made
  }
  const sql = yield* Effect.provide(makeClient(database, { ...inner, execute }, wait), Reactivity.layer)
  yield* sql`CREATE TABLE line (number INTEGER PRIMARY KEY)`
  const outside = yield* Effect.acquireRelease(
    Effect.sync(() => new DatabaseSync(file)),
    (other) => Effect.sync(() => other.close())
  )
  const seen = () => outside.prepare("SELECT number FROM line ORDER BY number").all().map((row) => row["number"])
  const add = (number: number) => sql`INSERT INTO line VALUES (${number})`
  const all = Effect.map(sql`SELECT number FROM line ORDER BY number`.values, (rows) => rows.flat())
  return { add, all, commits, database, outside, savepoints, seen, sql }
})
const setUp = setUpWith({})

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index)

/** Lets everybody who can go on do so. */
const settled = Effect.promise(() => new Promise((resolve) => setImmediate(resolve))).pipe(Effect.repeat({ times: 20 }))

type Commits = Effect.Success<typeof setUp>["commits"]

/** Interrupts what waits for a commit that is held up, and lets the commit go on. */
const interruptInCommit = Effect.fnUntraced(function*(
  commits: Commits,
  heldBy: "door" | "after",
  fibers: ReadonlyArray<Fiber.Fiber<unknown, unknown>>
) {
  yield* commits.atDoor.await
  const interrupting = yield* Effect.forkChild(Effect.forEach(fibers, (fiber) => Fiber.interrupt(fiber)))
  yield* settled
  yield* commits[heldBy].open
  yield* Fiber.join(interrupting)
})

describe("transactions that wait for one another", () => {
  it.live("are one commit, and one alone is one too", () =>
    Effect.gen(function*() {
      const { add, commits, seen, sql } = yield* setUp
      yield* sql.withTransaction(add(1))
      assert.strictEqual(commits.made, 1)
      yield* Effect.forEach(numbers(2, 100), (number) => sql.withTransaction(add(number)), { concurrency: "unbounded" })
      assert.deepStrictEqual(seen(), numbers(1, 100))
      assert.strictEqual(commits.made, 2)
      for (const number of numbers(101, 103)) yield* sql.withTransaction(add(number))
      assert.strictEqual(commits.made, 5)
    }))

  it.live("are so many at most that other processes have their turn", () =>
    Effect.gen(function*() {
      const { add, commits, seen, sql } = yield* setUp
      yield* Effect.forEach(
        numbers(1, 300),
        (number) => number % 2 === 0 ? add(number) : sql.withTransaction(add(number)),
        { concurrency: "unbounded" }
      )
      assert.deepStrictEqual(seen(), numbers(1, 300))
      assert.strictEqual(commits.made, 3)
    }))

  it.live("leave the database alone after a quarter of a second, for longer than another process waits to look again", () =>
    Effect.gen(function*() {
      const time = { nanos: 0n, slept: [] as Array<number>, during: () => {} }
      const lockClock = Object.assign(Object.create(yield* Clock.Clock) as Clock.Clock, {
        monotonicTimeNanosUnsafe: () => time.nanos,
        sleep: (duration: Duration.Duration) =>
          Effect.sync(() => {
            time.slept.push(Duration.toMillis(duration))
            time.during()
          })
      })
      const { add, outside, seen, sql } = yield* setUpWith({ lockClock })
      time.during = () => void outside.prepare("INSERT INTO line VALUES (?)").run(1000 + time.slept.length)
      const slowly = (number: number) =>
        sql.withTransaction(Effect.andThen(add(number), Effect.sync(() => (time.nanos += 2_000_000n))))
      yield* Effect.forEach(numbers(1, 300), slowly, { concurrency: "unbounded" })
      assert.deepStrictEqual(time.slept, [13, 13])
      assert.deepStrictEqual(seen(), [...numbers(1, 300), 1001, 1002])
      // One by one they leave gaps as it is.
      for (const number of numbers(301, 450)) yield* slowly(number)
      assert.deepStrictEqual(time.slept, [13, 13])
    }))

  it.live("leave nothing of themselves in those that come after", () =>
    Effect.gen(function*() {
      const { add, savepoints, sql } = yield* setUp
      const open: Array<number> = []
      const look = Effect.sync(() => open.push(savepoints.open))
      yield* Effect.forEach(numbers(1, 20), (number) => {
        const writing = Effect.andThen(add(number), look)
        return Effect.ignore(
          sql.withTransaction(number % 3 === 0 ? Effect.andThen(writing, Effect.fail(number)) : writing)
        )
      }, { concurrency: "unbounded" })
      assert.deepStrictEqual(open, [0, ...numbers(2, 20).map(() => 1)])
      assert.strictEqual(savepoints.open, 0)
    }))

  it.live("hear nothing before it is made, and neither does a statement beside them", () =>
    Effect.gen(function*() {
      const { add, all, commits, seen, sql } = yield* setUp
      yield* commits.door.close
      const told: Array<string> = []
      const tell = (what: string) => Effect.sync(() => told.push(what))
      const writing = Effect.andThen(add(1), sql.afterCommit(Effect.asVoid(tell("after commit"))))
      const fibers = yield* Effect.forEach([
        Effect.andThen(sql.withTransaction(writing), tell("written")),
        Effect.andThen(Effect.ignore(sql.withTransaction(Effect.andThen(add(2), Effect.fail("no")))), tell("refused")),
        Effect.andThen(add(3), tell("added")),
        Effect.flatMap(all, (rows) => tell(`read ${rows.join()}`))
      ], (effect) => Effect.forkChild(effect))
      yield* commits.atDoor.await
      yield* settled
      assert.deepStrictEqual(told, [])
      assert.deepStrictEqual(seen(), [])
      yield* commits.door.open
      yield* Effect.forEach(fibers, Fiber.join)
      assert.sameMembers(told, ["after commit", "written", "refused", "added", "read 1,3"])
      assert.isBelow(told.indexOf("after commit"), told.indexOf("written"))
      assert.deepStrictEqual(seen(), [1, 3])
      assert.strictEqual(commits.made, 1)
    }))

  it.live("take back what one of them wrote, and no more", () =>
    Effect.gen(function*() {
      const { add, commits, seen, sql } = yield* setUp
      const one = (number: number) => {
        const inner = Effect.ignore(sql.withTransaction(Effect.andThen(add(number + 1000), Effect.fail("inner"))))
        const writing = Effect.andThen(add(number), Effect.andThen(inner, add(number + 2000)))
        return Effect.exit(
          sql.withTransaction(number % 3 === 0 ? Effect.andThen(writing, Effect.fail(number)) : writing)
        )
      }
      const exits = yield* Effect.forEach(numbers(1, 30), one, { concurrency: "unbounded" })
      const kept = numbers(1, 30).filter((number) => number % 3 !== 0)
      assert.deepStrictEqual(seen(), [...kept, ...kept.map((number) => number + 2000)])
      assert.deepStrictEqual(
        exits.flatMap((exit, index) => Exit.isFailure(exit) ? [[index + 1, Cause.squash(exit.cause)]] : []),
        numbers(1, 10).map((third) => [third * 3, third * 3])
      )
      assert.strictEqual(commits.made, 1)
    }))

  it.live("go on without one that is interrupted in the queue, in its turn, or while it waits for the commit", () =>
    Effect.gen(function*() {
      const { add, commits, seen, sql } = yield* setUp
      const running = yield* Deferred.make<void>()
      const first = yield* Effect.forkChild(
        sql.withTransaction(Effect.andThen(add(1), Effect.andThen(Deferred.succeed(running, undefined), Effect.never)))
      )
      yield* Deferred.await(running)
      const [queued, stays] = yield* Effect.forEach(
        [2, 3],
        (number) => Effect.forkChild(sql.withTransaction(add(number)))
      )
      yield* settled
      yield* Effect.forEach([queued, first], (fiber) => fiber === undefined ? Effect.void : Fiber.interrupt(fiber))
      if (stays !== undefined) yield* Fiber.join(stays)
      assert.deepStrictEqual(seen(), [3])

      yield* commits.door.close
      yield* commits.atDoor.close
      const waiting = yield* Effect.forEach([4, 5, 6], (number) => Effect.forkChild(sql.withTransaction(add(number))))
      yield* interruptInCommit(commits, "door", waiting.slice(0, 2))
      yield* Effect.forEach(waiting, Fiber.await)
      assert.deepStrictEqual(seen(), [3, 4, 5, 6])
      yield* sql.withTransaction(add(7))
      assert.deepStrictEqual(seen(), [3, 4, 5, 6, 7])
    }))
})

describe("a commit that fails", () => {
  it.live("fails all of them, also what was only read or refused, and the next ones are not its business", () =>
    Effect.gen(function*() {
      const { add, all, commits, database, seen, sql } = yield* setUp
      const run: Array<unknown> = []
      const note = Effect.sync(() => run.push("after commit"))
      commits.failing = true
      const exits = yield* Effect.forEach(
        [
          Effect.asVoid(sql.withTransaction(Effect.andThen(add(1), sql.afterCommit(Effect.asVoid(note))))),
          Effect.asVoid(sql.withTransaction(Effect.andThen(add(2), Effect.fail("own")))),
          Effect.asVoid(add(3)),
          Effect.asVoid(all)
        ],
        (effect) => Effect.exit(effect),
        { concurrency: "unbounded" }
      )
      for (const exit of exits) {
        assert.isTrue(Exit.isFailure(exit))
        if (Exit.isFailure(exit)) assert.include(Cause.pretty(exit.cause), "no room")
      }
      assert.deepStrictEqual(seen(), [])
      assert.deepStrictEqual(run, [])
      // Other processes can write.
      assert.isFalse(database.isTransaction)
      commits.failing = false
      yield* Effect.forEach([1, 2, 3], (number) => sql.withTransaction(add(number)), { concurrency: "unbounded" })
      assert.deepStrictEqual(seen(), [1, 2, 3])
    }))

  it.live("or was rolled back by SQLite before fails those who had their turn, and not those who come after", () =>
    Effect.gen(function*() {
      const { add, database, seen, sql } = yield* setUp
      // As SQLite does it by itself on some failures of the disk.
      const rolledBack = Effect.sync(() => database.exec("ROLLBACK"))
      const exits = yield* Effect.forEach(
        [
          sql.withTransaction(add(1)),
          sql.withTransaction(Effect.andThen(add(2), Effect.andThen(rolledBack, add(3)))),
          sql.withTransaction(add(4)),
          add(5)
        ],
        (effect) => Effect.exit(effect),
        { concurrency: "unbounded" }
      )
      assert.deepStrictEqual(exits.map(Exit.isSuccess), [false, false, true, true])
      for (const exit of exits.slice(0, 2)) {
        if (Exit.isFailure(exit)) assert.include(Cause.pretty(exit.cause), "rolled back after an earlier failure")
      }
      assert.deepStrictEqual(seen(), [4, 5])
    }))
})

describe("a part that cannot be ended by itself", () => {
  for (const failing of ["ROLLBACK TO", "RELEASE"]) {
    it.live(`fails all of them (${failing}), and the next ones are not its business`, () =>
      Effect.gen(function*() {
        const { add, database, savepoints, seen, sql } = yield* setUp
        savepoints.failing = failing
        const exits = yield* Effect.forEach(
          [
            sql.withTransaction(add(1)),
            sql.withTransaction(Effect.andThen(add(2), Effect.fail("own"))),
            sql.withTransaction(add(3))
          ],
          (effect) => Effect.exit(effect),
          { concurrency: "unbounded" }
        )
        for (const exit of exits.slice(0, 2)) {
          assert.isTrue(Exit.isFailure(exit))
          if (Exit.isFailure(exit)) assert.include(Cause.pretty(exit.cause), "no memory")
        }
        assert.deepStrictEqual(seen(), [3])
        assert.isFalse(database.isTransaction)
        savepoints.failing = ""
        yield* Effect.forEach([4, 5], (number) => sql.withTransaction(add(number)), { concurrency: "unbounded" })
        assert.deepStrictEqual(seen(), [3, 4, 5])
      }))
  }
})

it.live("what a part of a part wrote is committed neither, where it cannot be taken back alone", () =>
  Effect.gen(function*() {
    const { add, savepoints, seen, sql } = yield* setUp
    savepoints.failing = "ROLLBACK TO SAVEPOINT effect_sql"
    const inner = sql.withTransaction(Effect.andThen(add(2), Effect.fail("inner")))
    const exits = yield* Effect.forEach(
      [
        sql.withTransaction(add(1)),
        sql.withTransaction(Effect.andThen(Effect.exit(inner), add(3))),
        sql.withTransaction(add(4))
      ],
      (effect) => Effect.exit(effect),
      { concurrency: "unbounded" }
    )
    assert.deepStrictEqual(exits.map(Exit.isSuccess), [false, false, true])
    assert.deepStrictEqual(seen(), [4])
  }))

it.live("a full disk is told as such to all who were to be committed with it", () =>
  Effect.gen(function*() {
    const { add, database, seen, sql } = yield* setUp
    const full = sql.unsafe("SELECT finpay_full()")
    database.function("finpay_full", () => {
      database.exec("ROLLBACK")
      throw Object.assign(new Error("database or disk is full"), { errcode: 13 })
    })
    const exits = yield* Effect.forEach(
      [
        sql.withTransaction(add(1)),
        sql.withTransaction(Effect.andThen(add(2), full)),
        sql.withTransaction(Effect.andThen(add(3), Effect.andThen(Effect.ignore(full), add(4)))),
        sql.withTransaction(add(5))
      ],
      (effect) => Effect.exit(Effect.catchDefect(effect, Effect.fail)),
      { concurrency: "unbounded" }
    )
    assert.deepStrictEqual(
      exits.map((exit) => Exit.isFailure(exit) ? toUnavailable(Cause.squash(exit.cause)).reason : "committed"),
      ["full", "full", "full", "committed"]
    )
    assert.deepStrictEqual(seen(), [5])
  }))

describe("a connection that is reserved", () => {
  const execute = (connection: Connection, text: string) => connection.execute(text, [], undefined)

  it.live("is of use from the beginning of its transaction to its end", () =>
    Effect.gen(function*() {
      const { add, seen, sql } = yield* setUp
      yield* Effect.scoped(Effect.gen(function*() {
        const connection = yield* sql.reserve
        const write = (number: number) => execute(connection, `INSERT INTO line VALUES (${number})`)
        assert.include((yield* Effect.flip(write(1))).message, "not begun, or has ended")
        yield* execute(connection, "BEGIN IMMEDIATE")
        yield* write(2)
        yield* execute(connection, "COMMIT")
        assert.include((yield* Effect.flip(write(3))).message, "not begun, or has ended")
      }))
      yield* add(4)
      assert.deepStrictEqual(seen(), [2, 4])
    }))

  it.live("takes back what it has begun and not ended", () =>
    Effect.gen(function*() {
      const { add, database, seen, sql } = yield* setUp
      const abandoned = Effect.scoped(Effect.gen(function*() {
        const connection = yield* sql.reserve
        yield* execute(connection, "BEGIN IMMEDIATE")
        yield* execute(connection, "INSERT INTO line VALUES (1)")
        return yield* Effect.fail("on the way")
      }))
      assert.strictEqual(yield* Effect.flip(abandoned), "on the way")
      assert.isFalse(database.isTransaction)
      yield* sql.withTransaction(add(2))
      assert.deepStrictEqual(seen(), [2])
    }))

  it.live("is one in its turn, also after one was interrupted in its commit", () =>
    Effect.gen(function*() {
      const { add, commits, seen, sql } = yield* setUp
      yield* commits.door.close
      const reserved = Effect.scoped(Effect.gen(function*() {
        const connection = yield* sql.reserve
        yield* execute(connection, "BEGIN IMMEDIATE")
        yield* execute(connection, "INSERT INTO line VALUES (2)")
        yield* execute(connection, "COMMIT")
      }))
      const first = yield* Effect.forkChild(sql.withTransaction(add(1)))
      const second = yield* Effect.forkChild(reserved)
      yield* interruptInCommit(commits, "door", [second])
      yield* Fiber.join(first)
      assert.deepStrictEqual(seen(), [1, 2])
      let inside = 0
      let most = 0
      const slowly = (number: number) =>
        Effect.gen(function*() {
          most = Math.max(most, ++inside)
          yield* add(number)
          yield* settled
          inside -= 1
        })
      yield* Effect.forEach(numbers(3, 6), (number) => sql.withTransaction(slowly(number)), {
        concurrency: "unbounded"
      })
      assert.strictEqual(most, 1)
      assert.deepStrictEqual(seen(), numbers(1, 6))
    }))
})

it.live("what is interrupted when it has committed for the others does not make them fail", () =>
  Effect.gen(function*() {
    const { add, commits, seen, sql } = yield* setUp
    yield* commits.after.close
    const first = yield* Effect.forkChild(sql.withTransaction(add(1)))
    const pragma = yield* Effect.forkChild(sql`PRAGMA wal_checkpoint(PASSIVE)`)
    yield* interruptInCommit(commits, "after", [pragma])
    yield* Fiber.join(first)
    assert.deepStrictEqual(seen(), [1])
  }))

it.live("what SQLite makes outside of a transaction only waits for its end", () =>
  Effect.gen(function*() {
    const { add, commits, seen, sql } = yield* setUp
    const exits = yield* Effect.forEach([
      Effect.asVoid(sql.withTransaction(add(1))),
      Effect.asVoid(sql`PRAGMA wal_checkpoint(TRUNCATE)`),
      Effect.asVoid(sql`VACUUM`),
      Effect.asVoid(sql.withTransaction(add(2))),
      Stream.runDrain(sql`SELECT 1`.stream)
    ], (effect) =>
      Effect.exit(effect), { concurrency: "unbounded" })
    assert.deepStrictEqual(
      exits.map(Exit.isSuccess),
      exits.map(() =>
        true
      )
    )
    assert.deepStrictEqual(seen(), [1, 2])
    assert.isAtMost(commits.made, 2)
  }))
