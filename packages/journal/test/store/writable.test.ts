import { assert, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { SqlClient } from "effect/sql"
import { checkWritable } from "../../src/store/writable.ts"
import { describeDatabases } from "../databases.ts"
import type { FreshDatabase } from "../databases.ts"
import { nameOf, onServer } from "../support/outage.ts"

/** SQLite: this connection may only read. */
const queryOnly = Effect.flatMap(SqlClient.SqlClient, (sql) => sql.unsafe("PRAGMA query_only = ON"))

/** PostgreSQL: every connection that is made from now on may only read. */
const readOnly = (database: FreshDatabase) =>
  onServer(`ALTER DATABASE ${nameOf(database)} SET default_transaction_read_only = on`)

describeDatabases("whether the journal can be written", (fresh) => {
  it.effect("is found out by a change of nothing", () =>
    Effect.gen(function*() {
      const database = yield* fresh
      const rows = yield* Effect.gen(function*() {
        yield* checkWritable
        const sql = yield* SqlClient.SqlClient
        return yield* sql`SELECT id FROM finpay_mutation`
      }).pipe(Effect.provide(Layer.fresh(database.layer)))
      assert.deepStrictEqual(rows, [])

      if (database.kind === "PostgreSQL") yield* readOnly(database)
      const refused = yield* Effect.gen(function*() {
        if (database.kind === "SQLite") yield* queryOnly
        return yield* Effect.flip(checkWritable)
      }).pipe(Effect.provide(Layer.fresh(database.bare)))
      assert.strictEqual(refused.reason, "read-only")
    }))
})
