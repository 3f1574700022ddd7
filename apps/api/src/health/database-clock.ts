import type { JournalUnavailable } from "@openfinpay/finpay-journal"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"
import { usable } from "../database/usable.ts"

/**
 * How far this machine's clock is ahead of the database's, in seconds, as far as that is certain: the answer may have
 * been long on its way. `null` for SQLite, which has this machine's clock.
 */
export const databaseSkewSeconds: Effect.Effect<number | null, JournalUnavailable, SqlClient> = Effect.gen(
  function*() {
    const sql = yield* SqlClient
    const asked = sql.onDialectOrElse({
      pg: () => usable(sql`SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT) AS now`),
      orElse: () => undefined
    })
    if (asked === undefined) return null
    const sentAt = yield* Clock.currentTimeMillis
    const [row] = yield* asked
    const receivedAt = yield* Clock.currentTimeMillis
    const theirs = Number(row?.["now"])
    if (theirs < sentAt) return (sentAt - theirs) / 1000
    return theirs > receivedAt ? (receivedAt - theirs) / 1000 : 0
  }
)
