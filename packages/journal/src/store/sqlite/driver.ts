import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Reactivity from "effect/reactivity/Reactivity"
import type * as Scope from "effect/Scope"
import * as Client from "effect/sql/SqlClient"
import type { SqlClient } from "effect/sql/SqlClient"
import type { Connection } from "effect/sql/SqlConnection"
import type { SqlError } from "effect/sql/SqlError"
import * as Statement from "effect/sql/Statement"
import type { DatabaseSync } from "node:sqlite"
import { machineClock } from "./busy.ts"
import type { LockWait } from "./busy.ts"
import { makeConnection } from "./connection.ts"
import type { ConnectionOptions } from "./connection.ts"
import { makeGroupCommit } from "./group-commit.ts"
import { stillInPlace } from "./in-place.ts"
import { openDatabase } from "./open.ts"
import type { OpenOptions } from "./open.ts"

/** How the SQLite client works. Only `file` has no default. */
export type SqliteOptions = OpenOptions & ConnectionOptions

/**
 * A client of one connection, which everybody in the process takes in turn.
 *
 * A transaction takes SQLite's write lock when it begins (`BEGIN IMMEDIATE`): one that first reads and then wants to
 * write can be refused half-way, when there is nothing to do but to start again. Those that wait are committed together.
 */
export const makeClient = (
  database: DatabaseSync,
  connection: Connection,
  { lockClock = machineClock }: LockWait = {}
): Effect.Effect<SqlClient, never, Reactivity.Reactivity> =>
  Client.make({
    ...makeGroupCommit(database, connection, stillInPlace(database), lockClock),
    compiler: Statement.makeCompilerSqlite(),
    driver: "sqlite-node",
    prepareTransactionControls: true,
    releaseSavepoint: (name) => `RELEASE SAVEPOINT ${name}`,
    spanAttributes: [["db.system.name", "sqlite"]]
  })

/** A client of a SQLite database, closed with the scope. Nothing but the connection's settings is changed in it. */
export const makeSqlite = (
  options: SqliteOptions
): Effect.Effect<SqlClient, SqlError, Scope.Scope | Reactivity.Reactivity> =>
  Effect.flatMap(openDatabase(options), (database) => makeClient(database, makeConnection(database, options), options))

/** {@link makeSqlite} as a layer. */
export const layerSqliteClient = (options: SqliteOptions): Layer.Layer<SqlClient, SqlError> =>
  Layer.effect(Client.SqlClient, makeSqlite(options)).pipe(Layer.provide(Reactivity.layer))
