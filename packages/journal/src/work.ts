import * as Duration from "effect/Duration"
import * as Layer from "effect/Layer"
import * as PersistedQueue from "effect/persistence/PersistedQueue"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import type { JournalSettings } from "./settings.ts"

/** One thing to do for a mutation. */
export const Work = Schema.Struct({
  mutationId: Schema.String,
  /** The version of the mutation this was planned for. A question planned for an earlier one is out of date. */
  version: Schema.Int,
  step: Schema.Literals(["send", "resolve"])
})

/** One thing to do for a mutation. */
export type Work = typeof Work.Type

/** A piece of work as a worker has it: taken up for the n-th time. A higher number means that another worker has it. */
export interface TakenWork {
  readonly id: string
  readonly attempts: number
}

/** The queue of an account's work. */
export type WorkQueue = PersistedQueue.PersistedQueue<Work>

/** Work is never given up: a mutation whose work was dropped would be forgotten. */
export const mostAttempts = 2_000_000_000

/** The name of an account's queue. */
export const queueName = (account: string): string => `finpay/${account}`

/** Opens the queue of an account. */
export const openQueue = (account: string) =>
  PersistedQueue.make({
    name: queueName(account),
    schema: Work,
    maxAttempts: mostAttempts,
    retrySchedule: Schedule.min([Schedule.exponential("1 second"), Schedule.spaced("10 seconds")])
  })

const tableName = "finpay_work"

/** The table of the queues alone, for who wants to see what this version makes of it. */
export const layerWorkTable = PersistedQueue.layerStoreSql({ tableName })

/** How long work that is done is kept. Its ids are never used again, as they carry the version of the mutation. */
const keptDone = "1 day"

/**
 * Queues on the journal's database. What a dead worker held is free again after the lease.
 *
 * Errors: `SqlError`; what goes wrong while the tables are made is a defect that carries one. `toUnavailable` says
 * either in plain words.
 *
 * @example
 * ```ts
 * import { defaultSettings, layerQueues, layerSqlite } from "@openfinpay/finpay-journal"
 * import { Effect, Layer, Schema } from "effect"
 * import { PersistedQueue } from "effect/persistence"
 *
 * const told = Effect.gen(function*() {
 *   const letters = yield* PersistedQueue.make({ name: "shop/letters", schema: Schema.String })
 *   yield* letters.offer("INV-1 was refunded")
 *   return yield* letters.take((letter) => Effect.succeed(letter))
 * })
 * const queues = layerQueues(defaultSettings).pipe(Layer.provide(layerSqlite({ file: "journal.sqlite" })))
 * Effect.runPromise(Effect.provide(told, queues)) // => "INV-1 was refunded"
 * ```
 */
export const layerQueues = ({ leaseSeconds, pollMillis }: JournalSettings) =>
  Layer.mergeAll(PersistedQueue.layer, PersistedQueue.layerCleanup({ timeToLive: keptDone })).pipe(
    Layer.provide(PersistedQueue.layerStoreSql({
      tableName,
      pollInterval: Duration.millis(pollMillis),
      lockExpiration: Duration.seconds(leaseSeconds),
      lockRefreshInterval: Duration.millis(leaseSeconds * 1000 / 3)
    }))
  )
