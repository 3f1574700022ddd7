/** What can be told of a write-ahead log: a byte that changed, and never a crash. The logs are SQLite's own. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Random } from "effect"
import type { Scope } from "effect"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { findLogDamage } from "../../../src/store/sqlite/log.ts"
import { temporaryFolder } from "../../databases.ts"
import { lay } from "./left.ts"
import type { Left } from "./left.ts"

const seed = 20261122
const headerBytes = 32
const pageBytes = 4096
const frameBytes = 24 + pageBytes
const sectorBytes = 512

const damageOf = (log: Buffer) =>
  findLogDamage((offset, length) => log.subarray(offset, Math.min(log.length, offset + length)))

/** Where the frames of the log's own generation begin that end a transaction. */
const commitsOf = (log: Buffer): ReadonlyArray<number> => {
  const all = Array.from(
    { length: Math.floor((log.length - headerBytes) / frameBytes) },
    (_, i) => headerBytes + i * frameBytes
  )
  return all.filter((at) =>
    log.readUInt32BE(at + 4) !== 0 && log.subarray(at + 8, at + 16).equals(log.subarray(16, 24))
  )
}

/** A database whose log is put into the file only when a test says so. */
const openedBy = (file: string): Effect.Effect<DatabaseSync, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const database = new DatabaseSync(file)
      database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA wal_autocheckpoint = 0")
      return database
    }),
    (database) => Effect.sync(() => database.close())
  )

const leftOf = (file: string): Left => ({ main: readFileSync(file), log: readFileSync(`${file}-wal`) })

/** Writes rows of some pages in one transaction. */
const write = (database: DatabaseSync, pages: number, letter: string) => {
  database.exec("BEGIN")
  for (let page = 0; page < pages; page++) {
    database.prepare("INSERT INTO t (a) VALUES (?)").run(letter.repeat(pageBytes - 100))
  }
  database.exec("COMMIT")
}

const sizes = [3, 1, 6, 2, 9, 1, 4]

/** What lay on the disk after each transaction. The log was begun anew before: an older one lies behind what is written. */
const history = Effect.gen(function*() {
  const file = join(yield* temporaryFolder, "journal.db")
  const database = yield* openedBy(file)
  database.exec("CREATE TABLE t (a TEXT)")
  for (const size of [12, 1, 7]) write(database, size, "o")
  database.prepare("PRAGMA wal_checkpoint(FULL)").get()
  return sizes.map((size, index) => {
    write(database, size, String.fromCharCode(97 + index))
    return leftOf(file)
  })
}).pipe(Effect.scoped)

const nth = <A>(all: ReadonlyArray<A>, index: number): A => {
  const found = all.at(index)
  if (found === undefined) throw new Error(`there is no number ${index}`)
  return found
}

const pick = (from: number, to: number) => Random.nextIntBetween(from, to)

/**
 * What a power cut may leave of one write: of each sector the old or the new, and the file as long as before, as it was to
 * be, or anything between.
 */
const torn = Effect.fnUntraced(function*(before: Buffer, after: Buffer) {
  const log = Buffer.alloc(after.length)
  before.copy(log)
  for (let at = 0; at < after.length; at += sectorBytes) {
    if (yield* Random.nextBoolean) after.copy(log, at, at, Math.min(at + sectorBytes, after.length))
  }
  const isShort = yield* Random.nextBoolean
  return isShort ? log.subarray(0, yield* pick(Math.min(before.length, after.length), after.length)) : log
})

describe("a log with one wrong byte", () => {
  it.effect("is told from a whole one, wherever a later transaction begins after it", () =>
    Effect.gen(function*() {
      const { log } = nth(yield* history, -1)
      assert.isUndefined(damageOf(log))
      const commits = commitsOf(log)
      assert.strictEqual(commits.length, sizes.length)
      const lastBegins = nth(commits, -2) + frameBytes
      const markOfLastButOne = nth(commits, -2) + 4
      for (let flip = 0; flip < 2000; flip++) {
        const at = yield* pick(0, lastBegins - 1)
        if (at >= markOfLastButOne && at < markOfLastButOne + 4) continue
        const copy = Buffer.from(log)
        copy.writeUInt8(copy.readUInt8(at) ^ (yield* pick(1, 255)), at)
        const frame = at < headerBytes ? 0 : Math.floor((at - headerBytes) / frameBytes) + 1
        assert.strictEqual(damageOf(copy)?.frame, frame, `byte ${at}`)
      }
    }).pipe(Random.withSeed(seed)))

  it.effect("in every byte of the headers, too", () =>
    Effect.gen(function*() {
      const { log } = nth(yield* history, -1)
      const mark = nth(commitsOf(log), -2) + 4
      const headers = commitsOf(log).slice(0, -1).flatMap((at) => Array.from({ length: 24 }, (_, i) => at + i))
      const all = [...Array.from({ length: headerBytes }, (_, i) => i), ...headers]
      for (const at of all.filter((one) => one < mark || one >= mark + 4)) {
        for (const bit of [1, 128]) {
          const copy = Buffer.from(log)
          copy.writeUInt8(copy.readUInt8(at) ^ bit, at)
          assert.isDefined(damageOf(copy), `byte ${at} ^ ${bit}`)
        }
      }
    }))

  it.effect("in the last transaction is not told from a power cut", () =>
    Effect.gen(function*() {
      const { log } = nth(yield* history, -1)
      const commits = commitsOf(log)
      for (let at = nth(commits, -2) + frameBytes; at < nth(commits, -1) + frameBytes; at += 61) {
        const copy = Buffer.from(log)
        copy.writeUInt8(copy.readUInt8(at) ^ 4, at)
        assert.isUndefined(damageOf(copy), `byte ${at}`)
      }
    }))
})

it.effect("a log with a block of zeros is told from a whole one", () =>
  Effect.gen(function*() {
    const { log } = nth(yield* history, -1)
    const end = nth(commitsOf(log), -2)
    for (let block = 0; block < 500; block++) {
      const length = yield* pick(1, 3 * pageBytes)
      const at = yield* pick(0, end - length)
      const copy = Buffer.from(log)
      copy.fill(0, at, at + length)
      if (!copy.equals(log)) assert.isDefined(damageOf(copy), `${length} bytes from ${at}`)
    }
  }).pipe(Random.withSeed(seed)))

it("what holds nothing is not damaged", () => {
  for (const length of [0, 1, 24, headerBytes]) assert.isUndefined(damageOf(Buffer.alloc(length, 7)))
  assert.strictEqual(damageOf(Buffer.alloc(headerBytes + 1, 7))?.frame, 0)
})

describe("a crash is not damage", () => {
  it.effect("at any write of a process that is killed", () =>
    Effect.gen(function*() {
      const states = yield* history
      for (let step = 1; step < states.length; step++) {
        const [before, after] = [nth(states, step - 1).log, nth(states, step).log]
        const begins = nth(commitsOf(before), -1) + frameBytes
        const ends = nth(commitsOf(after), -1) + frameBytes
        // What is written is written in order.
        for (let at = begins; at <= ends; at += 104) {
          const log = Buffer.from(before.length > after.length ? before : after)
          before.copy(log)
          after.copy(log, begins, begins, at)
          assert.isUndefined(damageOf(log), `transaction ${step} up to byte ${at}`)
        }
      }
    }))

  it.effect("at a power cut, and at a second one when the first was got over", () =>
    Effect.gen(function*() {
      const states = yield* history
      const file = join(yield* temporaryFolder, "journal.db")
      for (let cut = 0; cut < 300; cut++) {
        const step = yield* pick(1, states.length - 1)
        const [before, after] = [nth(states, step - 1), nth(states, step)]
        const first = yield* torn(before.log, after.log)
        assert.isUndefined(damageOf(first), `the first cut in transaction ${step}`)
        lay(file, { main: before.main, log: first })
        const gotOver = yield* Effect.scoped(Effect.gen(function*() {
          const database = yield* openedBy(file)
          assert.isAtLeast(Number(database.prepare("SELECT count(*) AS n FROM t").get()?.["n"]), 20)
          const states: Array<Buffer> = []
          for (let more = 0; more < 2; more++) {
            write(database, yield* pick(1, 5), "z")
            states.push(leftOf(file).log)
          }
          return states
        }))
        for (const log of gotOver) assert.isUndefined(damageOf(log), "when it was got over")
        const [one, two] = [nth(gotOver, 0), nth(gotOver, 1)]
        assert.isUndefined(damageOf(yield* torn(one, two)), "the second cut")
      }
    }).pipe(Random.withSeed(seed)))

  it.effect("after a transaction that was rolled back when parts of it were written already", () =>
    Effect.gen(function*() {
      const file = join(yield* temporaryFolder, "journal.db")
      const database = yield* openedBy(file)
      database.exec("CREATE TABLE t (a TEXT); PRAGMA cache_size = 2")
      write(database, 2, "a")
      const whole = leftOf(file).log
      database.exec("BEGIN")
      for (let page = 0; page < 40; page++) database.prepare("INSERT INTO t VALUES (?)").run("b".repeat(4000))
      database.exec("ROLLBACK")
      assert.isAbove(leftOf(file).log.length, whole.length + 10 * frameBytes)
      assert.isUndefined(damageOf(leftOf(file).log))
      write(database, 1, "c")
      assert.isUndefined(damageOf(leftOf(file).log))
    }))
})
