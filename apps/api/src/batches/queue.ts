import * as PersistedQueue from "effect/persistence/PersistedQueue"
import * as Schema from "effect/Schema"
import { neverGivenUp } from "../database/queues.ts"

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

/** Opens the queue of all batches. */
export const openBatchQueue = PersistedQueue.make({
  name: "finpay-api/batches",
  schema: BatchWork,
  ...neverGivenUp
})

/** Whatever takes the same piece up a second time offers the same next one, which is there already. */
export const idOf = ({ batch, run }: BatchWork): string => `${batch}:${run}`
