import { serve } from "@openfinpay/finpay-simulator"
import { localConfig } from "@openfinpay/finpay-transport"
import { Context, Effect, Layer } from "effect"
import { SqlClient } from "effect/sql"
import type { ApiOptions } from "../../src/configuration/ApiOptions.ts"
import { serveApi } from "../../src/serve-api.ts"
import { connectionTo } from "./databases.ts"
import type { FreshDatabase } from "./databases.ts"
import { keptLogs } from "./logs.ts"

/** Two servers of one database in front of the real simulator, until the test ends. */
export const startTwoNodes = (database: FreshDatabase, options: Partial<ApiOptions> = {}) =>
  Effect.gen(function*() {
    const { simulator, url: simulatorUrl } = yield* serve({ port: 0 })
    const start = serveApi({
      finpay: localConfig(simulatorUrl),
      port: 0,
      database: { url: database.url },
      ...options
    }).pipe(Effect.provide(keptLogs))
    const sql = Context.get(yield* Layer.build(connectionTo(database)), SqlClient.SqlClient)
    const one = yield* start
    const other = yield* start
    /** How many requests of an operation the simulator carried out. */
    const done = (operation: string) =>
      Effect.map(simulator.requests({ operation, processed: true }), (requests) => requests.length)
    /** How many requests of an operation came there. */
    const came = (operation: string) => Effect.map(simulator.requests({ operation }), (requests) => requests.length)
    return { simulator, simulatorUrl, sql, start, one: one.url, other: other.url, done, came }
  }).pipe(Effect.provide(keptLogs))
