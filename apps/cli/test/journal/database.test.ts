/** A database that cannot be used: a clear error, and nothing is sent that was not written down. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import {
  assertJsonFailure,
  assertTextFailure,
  doneJson,
  doneText,
  finpay,
  freshHome,
  journalIn
} from "../support/finpay.ts"
import { answeringCode, gateway, stubServer } from "../support/stub-server.ts"

const refund = ["refund", "INV-1", "--amount", "10000"]

/** A Finpay that says yes and counts what it is asked, and a user whose journal is there already. */
const setting = Effect.gen(function*() {
  const seen = { requests: 0 }
  const answer = gateway(answeringCode("2000000"))
  const FINPAY_BASE_URL = yield* stubServer((request, response) => {
    seen.requests += 1
    answer(request, response)
  })
  const XDG_DATA_HOME = freshHome()
  const env = { FINPAY_BASE_URL, XDG_DATA_HOME }
  doneJson(yield* finpay(["mutations", "list", "--json"], { env }))
  return { env, file: journalIn(XDG_DATA_HOME), seen }
})

const openFile = (file: string) =>
  Effect.acquireRelease(
    Effect.sync(() => new DatabaseSync(file)),
    (database) => Effect.sync(() => database.close())
  )

const inFile = (file: string, statement: string) =>
  Effect.scoped(Effect.map(openFile(file), (database) => database.exec(statement)))

/** A header that says a later version must write it; an older one may still read. */
const writeVersionByte = 18

const cases: ReadonlyArray<
  readonly [name: string, reason: string, spoil: (file: string) => Effect.Effect<void>]
> = [
  [
    "of a newer version",
    "newer",
    (file) => inFile(file, "INSERT INTO finpay_migrations (migration_id, name) VALUES (99, 'later')")
  ],
  ["that may only be read", "read-only", (file) =>
    Effect.sync(() => {
      const bytes = readFileSync(file)
      bytes[writeVersionByte] = 3
      writeFileSync(file, bytes)
    })],
  ["that is none", "damaged", (file) => Effect.sync(() => writeFileSync(file, "a shopping list\n".repeat(100)))]
]

describe("a database", () => {
  for (const [name, reason, spoil] of cases) {
    it.effect(`${name}: 5, and nothing is sent`, () =>
      Effect.gen(function*() {
        const { env, file, seen } = yield* setting
        yield* spoil(file)
        const error = assertJsonFailure(yield* finpay([...refund, "--json"], { env }), 5, "JournalUnavailable")
        assert.strictEqual(error["reason"], reason)
        assert.match(String(error["message"]), /^The journal cannot be used: .*journal\.sqlite\. Nothing was sent\. /u)
        const text = yield* finpay(refund, { env })
        assertTextFailure(text, 5, /^finpay: The journal cannot be used: /u)
        assert.include(text.stderr, file)
        const list = yield* finpay(["mutations", "list", "--json"], { env })
        // What may only be read can be.
        if (reason === "read-only") assert.deepStrictEqual(doneJson(list), { mutations: [] })
        else assertJsonFailure(list, 5, "JournalUnavailable")
        assert.strictEqual(seen.requests, 0)
      }))
  }

  it.effect("that somebody else holds: 6, try again later; nothing is sent", () =>
    Effect.gen(function*() {
      const { env, file, seen } = yield* setting
      const database = yield* openFile(file)
      database.exec("BEGIN IMMEDIATE")
      const error = assertJsonFailure(yield* finpay([...refund, "--json"], { env }), 6, "JournalUnavailable")
      assert.strictEqual(error["reason"], "locked")
      assert.strictEqual(seen.requests, 0)
      database.exec("ROLLBACK")
      doneJson(yield* finpay([...refund, "--json"], { env }))
    }))

  it.effect("whose folder cannot be made: 5", () =>
    Effect.gen(function*() {
      const { env, seen } = yield* setting
      const inTheWay = freshHome()
      mkdirSync(dirname(inTheWay), { recursive: true })
      writeFileSync(inTheWay, "")
      const ended = yield* finpay([...refund, "--json"], { env: { ...env, XDG_DATA_HOME: inTheWay } })
      assert.strictEqual(assertJsonFailure(ended, 5, "JournalUnavailable")["reason"], "unreachable")
      assert.strictEqual(seen.requests, 0)
    }))

  it.effect("at an address where nobody listens: 5, and the address is not shown", () =>
    Effect.gen(function*() {
      const { env, seen } = yield* setting
      const FINPAY_DATABASE_URL = "postgres://finpay:sesame@127.0.0.1:1/finpay"
      const ended = yield* finpay([...refund, "--json"], { env: { ...env, FINPAY_DATABASE_URL } })
      const error = assertJsonFailure(ended, 5, "JournalUnavailable")
      assert.strictEqual(error["reason"], "unreachable")
      assert.include(String(error["message"]), "FINPAY_DATABASE_URL")
      assert.notInclude(ended.stderr, "sesame")
      assert.strictEqual(seen.requests, 0)
    }))

  it.effect("by an address that is none: 5, naming the variable and not its value", () =>
    Effect.gen(function*() {
      const { env, seen } = yield* setting
      for (const FINPAY_DATABASE_URL of ["sqlite:sesame.db", "mysql://root:sesame@127.0.0.1/finpay", "sesame"]) {
        for (const args of [[...refund, "--json"], ["mutations", "list", "--json"]]) {
          const ended = yield* finpay(args, { env: { ...env, FINPAY_DATABASE_URL } })
          assert.match(String(assertJsonFailure(ended, 5, "ConfigurationProblem")["message"]), /FINPAY_DATABASE_URL/u)
          assert.notInclude(ended.stderr, "sesame")
        }
      }
      assert.strictEqual(seen.requests, 0)
    }))

  it.effect("lies where FINPAY_DATABASE_URL says, or in the user's data folder", () =>
    Effect.gen(function*() {
      const { env } = yield* setting
      const file = join(freshHome(), "elsewhere.db")
      doneJson(yield* finpay([...refund, "--json"], { env: { ...env, FINPAY_DATABASE_URL: `sqlite:${file}` } }))
      assert.isTrue(existsSync(file))
      const listed = doneJson(yield* finpay(["mutations", "list", "--json"], { env }))
      assert.deepStrictEqual(listed, { mutations: [] })
    }))

  it.effect("whose work fails says so to whoever looks for mistakes, and to nobody else", () =>
    Effect.gen(function*() {
      const { env, file } = yield* setting
      const work = JSON.stringify({ mutationId: "mut_gone", version: 1, step: "send" })
      const insert = (id: string) =>
        inFile(
          file,
          `INSERT INTO finpay_work (id, queue_name, element, state, visible_at, created_at, updated_at)
          VALUES ('${id}', 'finpay/local/FINPAY001', '${work}', 'pending', '2020-01-01', '2020-01-01', '2020-01-01')`
        )
      yield* insert("1")
      const debugging = yield* finpay(["refund", "INV-1", "--amount", "1"], { env: { ...env, FINPAY_DEBUG: "1" } })
      assert.strictEqual(debugging.exitCode, 0)
      assert.match(debugging.stderr, /there is work for mut_gone, which is not there/u)
      yield* insert("2")
      doneText(yield* finpay(["refund", "INV-1", "--amount", "1"], { env }))
    }))

  it.effect("is not touched by a command that needs none", () =>
    Effect.gen(function*() {
      const { env } = yield* setting
      const XDG_DATA_HOME = freshHome()
      assert.strictEqual((yield* finpay(["check", "INV-1"], { env: { ...env, XDG_DATA_HOME } })).exitCode, 0)
      assert.isFalse(existsSync(XDG_DATA_HOME))
    }))
})
