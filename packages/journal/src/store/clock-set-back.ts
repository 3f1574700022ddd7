import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import type { SqlClient } from "effect/sql/SqlClient"
import type { JournalSettings } from "../settings.ts"

/** No wait of the journal or of its queue is longer than this, beside the waits between two questions. */
const longestOtherSeconds = 120

/**
 * Brings work back that a clock which was set back has put far off.
 *
 * The queue counts by the database's wall clock. When that is set back by a day, work that was due in a second is due in
 * a day and a second, and what a dead worker held stays held. No wait is that long, so what lies further ahead than the
 * longest is due now, and what was taken in the future was taken now.
 */
export const mendClockSetBack = (sql: SqlClient, account: string, settings: JournalSettings) => {
  const longest = Math.max(...settings.checkDelaysSeconds) + settings.leaseSeconds + longestOtherSeconds
  const now = sql.onDialectOrElse({
    pg: () => sql.literal("NOW()"),
    orElse: () => sql.literal("CURRENT_TIMESTAMP")
  })
  const inSeconds = (seconds: number) =>
    sql.onDialectOrElse({
      pg: () => sql.literal(`NOW() + INTERVAL '${seconds} seconds'`),
      orElse: () => sql.literal(`datetime(CURRENT_TIMESTAMP, '${seconds} seconds')`)
    })
  const mine = sql`queue_name = ${`finpay/${account}`} AND state = 'pending'`
  return Effect.gen(function*() {
    yield* sql`UPDATE finpay_work SET visible_at = ${now} WHERE ${mine} AND visible_at > ${inSeconds(longest)}`
    yield* sql`UPDATE finpay_work SET acquired_at = ${now} WHERE ${mine} AND acquired_at > ${
      inSeconds(settings.leaseSeconds)
    }`
  }).pipe(
    Effect.catchCause((cause) => Effect.logDebug("the journal's work could not be looked at", cause)),
    Effect.schedule(Schedule.spaced(Duration.seconds(settings.leaseSeconds))),
    Effect.forkScoped
  )
}
