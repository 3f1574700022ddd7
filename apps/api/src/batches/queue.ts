import * as PersistedQueue from "effect/persistence/PersistedQueue"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"

/** A piece of work on a batch: some of its lines, and what became of others. */
export const BatchWork = Schema.Struct({
  batch: Schema.String,
  /** The n-th piece. */
  run: Schema.Int,
  /** How many before it found nothing to do. */
  idle: Schema.Int
})

/** A piece of work on a batch. */
export type BatchWork = typeof BatchWork.Type

/** Work is never given up: a batch whose work was dropped would be forgotten. */
const mostAttempts = 2_000_000_000

/** Opens the queue of all batches. */
export const openBatchQueue = PersistedQueue.make({
  name: "finpay-api/batches",
  schema: BatchWork,
  maxAttempts: mostAttempts,
  retrySchedule: Schedule.min([Schedule.exponential("1 second"), Schedule.spaced("10 seconds")])
})

/** The queue of all batches. */
export type BatchQueue = PersistedQueue.PersistedQueue<BatchWork>

/** Whatever takes the same piece up a second time offers the same next one, which is there already. */
export const idOf = ({ batch, run }: BatchWork): string => `${batch}:${run}`
