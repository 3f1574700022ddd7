import { assert, describe, it } from "@effect/vitest"
import { Cause } from "effect"
import { PersistedQueue } from "effect/persistence"
import { Migrator, SqlError } from "effect/sql"
import { JournalUnavailable } from "../../src/JournalError.ts"
import { sqlErrorOf } from "../../src/store/sqlite/errors.ts"
import { toUnavailable } from "../../src/store/unavailable.ts"

const ofSqlite = (errcode: number) =>
  sqlErrorOf(Object.assign(new Error("what SQLite says"), { code: "ERR_SQLITE_ERROR", errcode }), "execute")

const ofSystem = (code: string) => sqlErrorOf(Object.assign(new Error("what the system says"), { code }), "open")

const ofPostgres = (code: string) =>
  new SqlError.SqlError({
    reason: new SqlError.UnknownError({
      cause: Object.assign(new Error("what PostgreSQL says"), { code }),
      message: "PgConnection: The server reported an error",
      operation: "execute"
    })
  })

// SQLite: sqlite.org/rescode.html. PostgreSQL: its manual, appendix A.
describe("the reason", () => {
  it.each(
    [
      ["SQLITE_FULL", ofSqlite(13), "full"],
      ["SQLITE_READONLY", ofSqlite(8), "read-only"],
      ["SQLITE_READONLY_DIRECTORY", ofSqlite(1544), "read-only"],
      ["SQLITE_READONLY_DBMOVED", ofSqlite(1032), "unreachable"],
      ["SQLITE_BUSY", ofSqlite(5), "locked"],
      ["SQLITE_BUSY_SNAPSHOT", ofSqlite(517), "locked"],
      ["SQLITE_LOCKED", ofSqlite(6), "locked"],
      ["SQLITE_CANTOPEN", ofSqlite(14), "unreachable"],
      ["SQLITE_CORRUPT", ofSqlite(11), "damaged"],
      ["SQLITE_CORRUPT_INDEX", ofSqlite(779), "damaged"],
      ["SQLITE_NOTADB", ofSqlite(26), "damaged"],
      ["SQLITE_IOERR_FSYNC", ofSqlite(1034), "failed"],
      ["SQLITE_ERROR", ofSqlite(1), "failed"],
      ["ENOSPC", ofSystem("ENOSPC"), "full"],
      ["EDQUOT", ofSystem("EDQUOT"), "full"],
      ["EROFS", ofSystem("EROFS"), "read-only"],
      ["EACCES", ofSystem("EACCES"), "unreachable"],
      ["ENOTDIR", ofSystem("ENOTDIR"), "unreachable"],
      ["ECONNREFUSED", ofSystem("ECONNREFUSED"), "unreachable"],
      ["ENOTFOUND", ofSystem("ENOTFOUND"), "unreachable"],
      ["disk_full", ofPostgres("53100"), "full"],
      ["too_many_connections", ofPostgres("53300"), "unreachable"],
      ["read_only_sql_transaction", ofPostgres("25006"), "read-only"],
      ["idle_in_transaction_session_timeout", ofPostgres("25P03"), "locked"],
      ["lock_not_available", ofPostgres("55P03"), "locked"],
      ["query_canceled", ofPostgres("57014"), "locked"],
      ["deadlock_detected", ofPostgres("40P01"), "locked"],
      ["serialization_failure", ofPostgres("40001"), "locked"],
      ["admin_shutdown", ofPostgres("57P01"), "unreachable"],
      ["crash_shutdown", ofPostgres("57P02"), "unreachable"],
      ["cannot_connect_now", ofPostgres("57P03"), "unreachable"],
      ["connection_failure", ofPostgres("08006"), "unreachable"],
      ["invalid_password", ofPostgres("28P01"), "unreachable"],
      ["invalid_catalog_name", ofPostgres("3D000"), "unreachable"],
      ["data_corrupted", ofPostgres("XX001"), "damaged"],
      ["index_corrupted", ofPostgres("XX002"), "damaged"],
      ["internal_error", ofPostgres("XX000"), "failed"],
      ["undefined_table", ofPostgres("42P01"), "failed"]
    ] as const
  )("of %s", (_name, error, reason) => {
    assert.strictEqual(toUnavailable(error).reason, reason)
  })
})

it.each(
  [
    [
      "the queue",
      new PersistedQueue.PersistedQueueError({ message: "Failed to offer", cause: Cause.fail(ofSqlite(13)) })
    ],
    ["a migration", new Migrator.MigrationError({ kind: "Failed", message: "Migration failed", cause: ofSqlite(13) })],
    ["a defect", Cause.die(ofSqlite(13))],
    ["a cause with several", Cause.combine(Cause.die(ofSqlite(13)), Cause.die(ofSqlite(1)))],
    [
      "several connections at once",
      new AggregateError([Object.assign(new Error("no room"), { code: "ENOSPC" })], "all")
    ]
  ] as const
)("the reason is found inside %s", (_name, error) => {
  assert.strictEqual(toUnavailable(error).reason, "full")
})

it("a failure with no number is told by its kind", () => {
  const cause = new Error("Connection closed")
  const closed = new SqlError.SqlError({ reason: new SqlError.ConnectionError({ cause, message: "closed" }) })
  assert.strictEqual(toUnavailable(closed).reason, "unreachable")
})

it("what nobody foresaw has failed, with its own words", () => {
  const unavailable = toUnavailable(new TypeError("x is not a function"))
  assert.strictEqual(unavailable.reason, "failed")
  assert.include(unavailable.message, "(x is not a function). Ask again")
  assert.strictEqual(toUnavailable("words").detail, "its database refused what was asked of it (words)")
  assert.strictEqual(toUnavailable(undefined).detail, "its database refused what was asked of it")
})

it("what is the journal's own error already stays as it is", () => {
  const own = new JournalUnavailable({ reason: "newer", detail: "a", nextStep: "b" })
  assert.strictEqual(toUnavailable(own), own)
  assert.strictEqual(toUnavailable(Cause.fail(own)), own)
})

it("words are one short line without addresses", () => {
  const { detail } = toUnavailable(
    new Error(`cannot use postgres://user:secret@host/db and ${"more ".repeat(100)}\nand another line`)
  )
  assert.notInclude(detail, "secret")
  assert.include(detail, "cannot use <address> and more")
  assert.notInclude(detail, "another line")
  assert.isBelow(detail.length, 300)
})

it("a failure that names itself as its cause ends", () => {
  const circular: { cause?: unknown; readonly message: string } = { message: "round" }
  circular.cause = circular
  assert.strictEqual(toUnavailable(circular).reason, "failed")
})
