import * as Effect from "effect/Effect"
import type { SqlClient } from "effect/sql/SqlClient"

/**
 * Holds an order until the transaction ends, while what is given back of it is added up: two refunds of one order at the
 * same moment, each below the limit, would not see each other. SQLite's transactions go one after another anyway.
 */
export const lockOrder = (sql: SqlClient, account: string, reference: string) =>
  sql.onDialectOrElse({
    pg: () => sql`SELECT pg_advisory_xact_lock(hashtextextended(${`finpay_api/order/${account}/${reference}`}, 0))`,
    orElse: () => Effect.void
  })
