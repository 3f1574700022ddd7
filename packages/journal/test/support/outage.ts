/** A database that goes away, and comes back with all it had. */
import { Effect, Redacted } from "effect"
import { SqlClient } from "effect/sql"
import { renameSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { inject } from "vitest"
import { barePostgres } from "../databases.ts"
import type { FreshDatabase } from "../databases.ts"

/** The file of a SQLite database. */
export const fileOf = ({ url }: Pick<FreshDatabase, "url">): string =>
  fileURLToPath(`file:${Redacted.value(url).slice("sqlite:".length)}`)

/** The name of a PostgreSQL database. */
export const nameOf = ({ url }: Pick<FreshDatabase, "url">): string => new URL(Redacted.value(url)).pathname.slice(1)

/** Runs statements on the server, beside the databases of the tests. */
export const onServer = (...statements: ReadonlyArray<string>) =>
  Effect.flatMap(
    SqlClient.SqlClient,
    (sql) => Effect.forEach(statements, (statement) => sql.unsafe(statement), { discard: true })
  ).pipe(Effect.provide(barePostgres(Redacted.make(inject("postgresUrl")))), Effect.orDie)

/** Ends every session of a PostgreSQL database. */
export const endSessions = (database: Pick<FreshDatabase, "url">) =>
  onServer(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${nameOf(database)}'`)

/** Takes a database away from all who use it: no statement gets through until it is given back. */
export const takeAway = (database: FreshDatabase) =>
  database.kind === "SQLite"
    ? Effect.sync(() => renameSync(fileOf(database), `${fileOf(database)}.away`))
    : Effect.andThen(
      Effect.andThen(
        onServer(`ALTER DATABASE ${nameOf(database)} WITH ALLOW_CONNECTIONS false`),
        endSessions(database)
      ),
      onServer(`ALTER DATABASE ${nameOf(database)} RENAME TO ${nameOf(database)}_away`)
    )

/** Gives it back. */
export const giveBack = (database: FreshDatabase) =>
  database.kind === "SQLite"
    ? Effect.sync(() => renameSync(`${fileOf(database)}.away`, fileOf(database)))
    : onServer(
      `ALTER DATABASE ${nameOf(database)}_away RENAME TO ${nameOf(database)}`,
      `ALTER DATABASE ${nameOf(database)} WITH ALLOW_CONNECTIONS true`
    )
