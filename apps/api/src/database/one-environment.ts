import type { Environment } from "@openfinpay/finpay-core"
import { ConfigurationProblem } from "@openfinpay/finpay-transport"
import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"
import { usable } from "./usable.ts"

/**
 * Sees to it that the servers of a database are all of one environment: the first to start says of which.
 *
 * An open server on somebody's machine lets everyone make API keys, which must open nothing in production; and stored
 * credentials of production must never be sent to the sandbox.
 */
export const claimEnvironment = Effect.fnUntraced(function*(environment: Environment) {
  const sql = yield* SqlClient
  yield* usable(sql`INSERT INTO finpay_api_environment (id, environment) VALUES (1, ${environment})
    ON CONFLICT (id) DO NOTHING`)
  const [row] = yield* usable(sql`SELECT environment FROM finpay_api_environment WHERE id = 1`)
  if (row?.["environment"] === environment) return
  const problem = `is ${environment}, and the API's tables in this database are of ${String(row?.["environment"])}: ` +
    "give each environment a database of its own (FINPAY_DATABASE_URL)"
  return yield* new ConfigurationProblem({ problems: [{ setting: "FINPAY_ENV", problem }] })
})
