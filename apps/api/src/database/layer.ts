import { JournalUnavailable, layerOf, layerSqlite } from "@openfinpay/finpay-journal"
import type { ConfigurationProblem } from "@openfinpay/finpay-transport"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { SqlClient } from "effect/sql/SqlClient"
import type { DatabaseOption } from "../configuration/ApiOptions.ts"
import { migrateApi } from "./migrations.ts"

/** The error with the place of the database: a file can be named, but an address could hold a password. */
const withPlace = (database: DatabaseOption) => <E>(error: E): E | JournalUnavailable => {
  if (!(error instanceof JournalUnavailable) || "url" in database) return error
  const { detail, nextStep, reason } = error
  return new JournalUnavailable({ reason, detail: `${detail}; it is ${database.file}`, nextStep })
}

/** The journal's database with the tables of the API in it, brought forward to this version. */
export const layerDatabase = (
  database: DatabaseOption
): Layer.Layer<SqlClient, ConfigurationProblem | JournalUnavailable> => {
  const journals = "file" in database ? layerSqlite(database) : layerOf(database.url, "")
  return Layer.effect(
    SqlClient,
    Effect.gen(function*() {
      const sql = Context.get(yield* Layer.build(journals), SqlClient)
      yield* Effect.provideService(migrateApi, SqlClient, sql)
      return sql
    }).pipe(Effect.mapError(withPlace(database)))
  )
}
