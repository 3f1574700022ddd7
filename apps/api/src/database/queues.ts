import { defaultSettings, layerQueues, toUnavailable } from "@openfinpay/finpay-journal"
import type { JournalSettings, JournalUnavailable } from "@openfinpay/finpay-journal"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { PersistedQueueFactory } from "effect/persistence/PersistedQueue"
import * as Schedule from "effect/Schedule"
import type { SqlClient } from "effect/sql/SqlClient"

/** Work that is never given up by its queue: what was dropped would be forgotten. */
export const neverGivenUp = {
  maxAttempts: 2_000_000_000,
  retrySchedule: Schedule.min([Schedule.exponential("1 second"), Schedule.spaced("10 seconds")])
}

/** The queues of the API, in the table that the journal's are in, as patient as the journal is told to be. */
export const layerApiQueues = (
  settings: Partial<JournalSettings> = {}
): Layer.Layer<PersistedQueueFactory, JournalUnavailable, SqlClient> => {
  const given = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined))
  // The queue makes its table where there is none, and takes a database that it cannot use for a defect.
  return Layer.effectContext(
    Layer.build(layerQueues({ ...defaultSettings, ...given })).pipe(
      Effect.catchDefect((defect) => Effect.fail(toUnavailable(defect))),
      Effect.mapError(toUnavailable)
    )
  )
}
