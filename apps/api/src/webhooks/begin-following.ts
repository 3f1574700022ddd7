import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"

/** How far the journal of an account was read: the last sequence in each lane. */
export type Places = ReadonlyMap<number, number>

/** Places as they are stored. */
export const placesText = (places: Places): string => JSON.stringify(Object.fromEntries(places))

/**
 * An account that was never followed is followed from now on: what was before is no news. In the transaction of the
 * caller: whoever makes an account's first endpoint is told of all that comes after it, however soon.
 */
export const beginFollowing = Effect.fnUntraced(function*(account: string) {
  const sql = yield* SqlClient
  const lanes = yield* sql`SELECT lane, sequence FROM finpay_lane WHERE account = ${account}`
  const places = placesText(new Map(lanes.map(({ lane, sequence }) => [Number(lane), Number(sequence)])))
  yield* sql`INSERT INTO finpay_api_follower (account, places, version) VALUES (${account}, ${places}, 1)
    ON CONFLICT (account) DO NOTHING`
})
