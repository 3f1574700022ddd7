import * as Context from "effect/Context"
import * as Effect from "effect/Effect"

/** What the line about a request says of who sent it, filled in while the request is looked at. */
export interface Notes {
  actor?: string
  keyId?: string
  merchant?: string
}

/** The notes of the request that is being answered. */
export const RequestNotes = Context.Reference<Notes>("@openfinpay/finpay-api/telemetry/RequestNotes", {
  defaultValue: () => ({})
})

/** Adds to the line about this request. */
export const noteRequest = (notes: Notes): Effect.Effect<void> =>
  Effect.map(RequestNotes, (kept) => {
    Object.assign(kept, notes)
  })
