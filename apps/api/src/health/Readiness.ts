import { checkWritable } from "@openfinpay/finpay-journal"
import type { JournalUnavailable } from "@openfinpay/finpay-journal"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { SqlClient } from "effect/sql/SqlClient"
import type { ReadinessChecks, ReadinessReason } from "../contract/readiness.ts"
import { databaseSkewSeconds } from "./database-clock.ts"
import { FinpayClock } from "./FinpayClock.ts"
import { waitingWork } from "./work.ts"

/** Work that has been due for so long, in seconds, is done by nobody. */
export const longestDueSeconds = 300

/** So far from the database's clock, in seconds, times in the records are wrong and leases end at the wrong time. */
export const mostSkewSeconds = 30

/** A load balancer asks often, and everybody may: the database is asked once a second at most. */
const rememberedFor = "1 second"

/** A load balancer waits a few seconds. */
const patience = "2 seconds"

/** What was found: nothing is wrong where `reasons` is empty. */
export interface Readings {
  readonly reasons: ReadonlyArray<ReadinessReason>
  readonly checks: ReadinessChecks
}

const reasonsOf = ({ clock, database, queue }: ReadinessChecks): ReadonlyArray<ReadinessReason> => [
  ...(database.isUsable ? [] : ["database" as const]),
  ...((queue.oldestDueSeconds ?? 0) > longestDueSeconds ? ["queue" as const] : []),
  ...(Math.abs(clock.databaseSkewSeconds ?? 0) > mostSkewSeconds ? ["clock" as const] : [])
]

const looked = Effect.gen(function*() {
  yield* checkWritable
  const oldest = (yield* waitingWork).filter(({ due }) => due > 0).map(({ oldestDueSeconds }) => oldestDueSeconds)
  return {
    database: { isUsable: true },
    queue: { oldestDueSeconds: oldest.length === 0 ? null : Math.max(...oldest) },
    databaseSkewSeconds: yield* databaseSkewSeconds
  }
})

const unusable = (reason: JournalUnavailable["reason"] | "slow") => ({
  database: { isUsable: false, reason },
  queue: { oldestDueSeconds: null },
  databaseSkewSeconds: null
})

/** Whether this server can do its work. */
export class Readiness extends Context.Service<Readiness, {
  readonly check: Effect.Effect<Readings>
}>()("@openfinpay/finpay-api/health/Readiness") {
  static readonly layer: Layer.Layer<Readiness, never, SqlClient | FinpayClock> = Layer.effect(
    Readiness,
    Effect.gen(function*() {
      const clock = yield* FinpayClock
      const sql = yield* SqlClient
      const asked = looked.pipe(
        Effect.provideService(SqlClient, sql),
        // Where it is and what it said is for the log, and the work on it tells that.
        Effect.catch(({ reason }) => Effect.succeed(unusable(reason))),
        Effect.timeoutOrElse({ duration: patience, orElse: () => Effect.succeed(unusable("slow")) })
      )
      const remembered = yield* Effect.cachedWithTTL(asked, rememberedFor)
      const check = Effect.gen(function*() {
        const { database, databaseSkewSeconds, queue } = yield* remembered
        const finpaySkewSeconds = yield* clock.skewSeconds
        const checks = { database, queue, clock: { databaseSkewSeconds, finpaySkewSeconds } }
        return { checks, reasons: reasonsOf(checks) }
      })
      return Readiness.of({ check })
    })
  )
}
