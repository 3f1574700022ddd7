import type { JournalUnavailable } from "@openfinpay/finpay-journal"
import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"
import { usable } from "../database/usable.ts"

/** What waits in one queue of work. */
export interface Waiting {
  /** The name of the queue, such as `finpay/production/MERCHANT01`. */
  readonly queue: string
  /** All that is not done, also what is planned for later. */
  readonly pending: number
  /** Due, and taken by nobody. */
  readonly due: number
  /** For how long the oldest of those has been due, in seconds; 0 where there is none. */
  readonly oldestDueSeconds: number
}

/** Whoever works on something says so again and again; silent for so long, in seconds, nobody works on it. */
const abandonedSeconds = 300

/** What waits in each queue, by the clock of the database. */
export const waitingWork: Effect.Effect<ReadonlyArray<Waiting>, JournalUnavailable, SqlClient> = Effect.gen(
  function*() {
    const sql = yield* SqlClient
    const of = sql.onDialectOrElse({
      pg: () => ({
        isDue: sql.literal(
          `(visible_at <= LOCALTIMESTAMP AND (acquired_at IS NULL
            OR acquired_at < LOCALTIMESTAMP - INTERVAL '${abandonedSeconds} seconds'))`
        ),
        age: (time: string) => sql.literal(`EXTRACT(EPOCH FROM LOCALTIMESTAMP - ${time})`)
      }),
      orElse: () => ({
        isDue: sql.literal(
          `(visible_at <= CURRENT_TIMESTAMP AND (acquired_at IS NULL
            OR acquired_at < datetime('now', '-${abandonedSeconds} seconds')))`
        ),
        age: (time: string) => sql.literal(`unixepoch() - unixepoch(${time})`)
      })
    })
    const rows = yield* usable(sql`
      SELECT queue_name, COUNT(*) AS pending,
        SUM(CASE WHEN ${of.isDue} THEN 1 ELSE 0 END) AS due,
        MAX(CASE WHEN ${of.isDue} THEN ${of.age("visible_at")} ELSE 0 END) AS oldest
      FROM finpay_work WHERE state = 'pending' GROUP BY queue_name ORDER BY queue_name
    `)
    return rows.map((row) => ({
      queue: String(row["queue_name"]),
      pending: Number(row["pending"]),
      due: Number(row["due"]),
      oldestDueSeconds: Math.max(0, Number(row["oldest"]))
    }))
  }
)
