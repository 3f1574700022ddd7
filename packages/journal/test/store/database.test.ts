import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Redacted } from "effect"
import { SqlClient } from "effect/sql"
import { existsSync } from "node:fs"
import { join } from "node:path"
import { databaseUrlProblem, layerOf } from "../../src/store/database.ts"
import { describeDatabases, temporaryFolder } from "../databases.ts"

const opened = (url: string | undefined, defaultFile: string) =>
  Effect.provide(
    Effect.flatMap(SqlClient.SqlClient, (sql) => sql`SELECT COUNT(*) AS n FROM finpay_mutation`),
    Layer.fresh(layerOf(url === undefined ? undefined : Redacted.make(url), defaultFile))
  )

describeDatabases("the address of a database", (fresh) => {
  it.effect("opens it", () =>
    Effect.gen(function*() {
      const database = yield* fresh
      const nowhere = join(yield* temporaryFolder, "default.db")
      assert.deepStrictEqual(yield* opened(Redacted.value(database.url), nowhere), [{ n: 0 }])
      assert.isFalse(existsSync(nowhere))
    }))
})

describe("without an address", () => {
  it.effect("the journal lives in the file given", () =>
    Effect.gen(function*() {
      const file = join(yield* temporaryFolder, "finpay", "journal.db")
      assert.deepStrictEqual(yield* opened(undefined, file), [{ n: 0 }])
      assert.isTrue(existsSync(file))
    }))
})

describe("the path of a file", () => {
  it.effect.each(["sqlite:", "sqlite://", "file:", "file://"])("follows %s", (scheme) =>
    Effect.gen(function*() {
      const folder = yield* temporaryFolder
      yield* opened(`${scheme}${folder}/my%20journal.db`, join(folder, "default.db"))
      assert.isTrue(existsSync(join(folder, "my journal.db")))
      assert.isUndefined(databaseUrlProblem(Redacted.make(`${scheme}${folder}/my%20journal.db`)))
    }))
})

describe("an address that is none", () => {
  it.effect.each([
    ["mysql://user:secret@host/db", "must begin with postgres://, postgresql://, sqlite: or file:"],
    ["/var/lib/secret.db", "must begin with postgres://, postgresql://, sqlite: or file:"],
    ["", "must begin with postgres://, postgresql://, sqlite: or file:"],
    ["sqlite:secret.db", "must name a file by its whole path, such as sqlite:/var/lib/finpay/journal.db"],
    ["sqlite::memory:", "must name a file by its whole path, such as sqlite:/var/lib/finpay/journal.db"],
    ["sqlite://secret/journal.db", "must name a file by its whole path, such as sqlite:/var/lib/finpay/journal.db"],
    ["sqlite:", "must name a file by its whole path, such as sqlite:/var/lib/finpay/journal.db"],
    ["file:/", "must name a file by its whole path, such as sqlite:/var/lib/finpay/journal.db"],
    ["sqlite:/secret.db?mode=ro", "takes no options after the path of a file"],
    ["file:/secret%2Fjournal.db", "names a file that cannot be read as a path"]
  ])("is refused: %s", ([url, problem]) =>
    Effect.gen(function*() {
      const error = yield* Effect.flip(opened(url, "/nowhere/default.db"))
      assert.strictEqual(error._tag, "ConfigurationProblem")
      assert.strictEqual(error.message, `Configuration: FINPAY_DATABASE_URL ${problem}.`)
      assert.isFalse(existsSync("/nowhere"))
      assert.strictEqual(databaseUrlProblem(Redacted.make(url ?? "")), problem)
    }))
})
