import { ConfigurationProblem } from "@openfinpay/finpay-transport"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Reactivity from "effect/reactivity/Reactivity"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import { SqlClient } from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import { fileURLToPath } from "node:url"
import type { JournalUnavailable } from "../JournalError.ts"
import { migrate } from "./migrate.ts"
import { makePostgres } from "./postgres/driver.ts"
import type { PostgresOptions } from "./postgres/driver.ts"
import { migrationPatience } from "./postgres/patience.ts"
import { makeSqlite } from "./sqlite/driver.ts"
import type { SqliteOptions } from "./sqlite/driver.ts"
import { toUnavailable } from "./unavailable.ts"

type Opened = Effect.Effect<SqlClient, SqlError, Scope.Scope | Reactivity.Reactivity>

const migrated = (opened: Opened) =>
  Effect.tap(Effect.mapError(opened, toUnavailable), (sql) => Effect.provideService(migrate, SqlClient, sql))

/**
 * The journal's database in one file of this machine, brought forward to this version.
 *
 * The file is made on first use, with its folder, for this user alone. Several processes of the machine may share it; it
 * must lie on a local disk.
 *
 * Errors: `JournalUnavailable`.
 *
 * @example
 * ```ts
 * import { checkWritable, layerSqlite } from "@openfinpay/finpay-journal"
 * import { Effect } from "effect"
 *
 * const isWritable = Effect.isSuccess(checkWritable)
 * Effect.runPromise(Effect.provide(isWritable, layerSqlite({ file: "journal.sqlite" }))) // => true
 * ```
 */
export const layerSqlite = (options: SqliteOptions): Layer.Layer<SqlClient, JournalUnavailable> =>
  Layer.effect(SqlClient, migrated(makeSqlite(options))).pipe(Layer.provide(Reactivity.layer))

/**
 * The journal's database in PostgreSQL, brought forward to this version; for any number of machines.
 *
 * The tables live in the first schema of the user's search path, which must be the same for all.
 *
 * Errors: `JournalUnavailable`.
 *
 * @example
 * ```ts
 * import { checkWritable, layerPostgres } from "@openfinpay/finpay-journal"
 * import { Effect, Redacted } from "effect"
 *
 * const nobody = layerPostgres({ url: Redacted.make("postgres://finpay@127.0.0.1:1/finpay") })
 * Effect.runPromise(Effect.flip(Effect.provide(checkWritable, nobody))).then((error) => error.reason)
 * // => "unreachable"
 * ```
 */
export const layerPostgres = (options: PostgresOptions): Layer.Layer<SqlClient, JournalUnavailable> => {
  const migrator = makePostgres({ url: options.url, maxConnections: 1 }, migrationPatience)
  return Layer.effect(
    SqlClient,
    Effect.andThen(Effect.scoped(migrated(migrator)), Effect.mapError(makePostgres(options), toUnavailable))
  ).pipe(Layer.provide(Reactivity.layer))
}

/** The file an address names, or what is wrong with it. A path that depends on the current folder would be another one. */
const fileOf = (address: string): { readonly file: string } | { readonly problem: string } => {
  if (!/^(?:sqlite|file):/u.test(address)) {
    return { problem: "must begin with postgres://, postgresql://, sqlite: or file:" }
  }
  const path = address.slice(address.indexOf(":") + 1)
  if (!/^(?:\/(?!\/)|\/\/\/(?!\/))./u.test(path)) {
    return { problem: "must name a file by its whole path, such as sqlite:/var/lib/finpay/journal.db" }
  }
  if (/[?#]/u.test(path)) return { problem: "takes no options after the path of a file" }
  try {
    return { file: fileURLToPath(`file:${path}`) }
  } catch {
    return { problem: "names a file that cannot be read as a path" }
  }
}

const isPostgres = (address: string): boolean => /^postgres(?:ql)?:\/\//u.test(address)

/**
 * What is wrong with a database's address, in words that follow its name; `undefined` when nothing is. Opens nothing.
 *
 * @example
 * ```ts
 * import { databaseUrlProblem } from "@openfinpay/finpay-journal"
 * import { Redacted } from "effect"
 *
 * databaseUrlProblem(Redacted.make("postgres://finpay@db/finpay")) // => undefined
 * databaseUrlProblem(Redacted.make("sqlite:journal.sqlite"))
 * // => "must name a file by its whole path, such as sqlite:/var/lib/finpay/journal.db"
 * ```
 */
export const databaseUrlProblem = (url: Redacted.Redacted): string | undefined => {
  const address = Redacted.value(url)
  if (isPostgres(address)) return undefined
  const named = fileOf(address)
  return "problem" in named ? named.problem : undefined
}

/**
 * The journal's database by its address: `postgres://` or `postgresql://`, or `sqlite:` or `file:` and a whole path;
 * without an address the file given.
 *
 * Errors: `ConfigurationProblem` for any other address, which is never shown; `JournalUnavailable`.
 *
 * @example
 * ```ts
 * import { checkWritable, layerOf } from "@openfinpay/finpay-journal"
 * import { Effect, Redacted } from "effect"
 *
 * const other = layerOf(Redacted.make("mysql://db/finpay"), "journal.sqlite")
 * Effect.runPromise(Effect.flip(Effect.provide(checkWritable, other))).then((error) => error._tag)
 * // => "ConfigurationProblem"
 * ```
 */
export const layerOf = (
  url: Redacted.Redacted | undefined,
  defaultFile: string
): Layer.Layer<SqlClient, ConfigurationProblem | JournalUnavailable> => {
  if (url === undefined) return layerSqlite({ file: defaultFile })
  const address = Redacted.value(url)
  if (isPostgres(address)) return layerPostgres({ url })
  const named = fileOf(address)
  if ("file" in named) return layerSqlite(named)
  const problems = [{ setting: "FINPAY_DATABASE_URL", problem: named.problem }]
  return Layer.effect(SqlClient, Effect.fail(new ConfigurationProblem({ problems })))
}
