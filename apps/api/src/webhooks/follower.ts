import { isSettled } from "@openfinpay/finpay-journal"
import type { AuditEvent } from "@openfinpay/finpay-journal"
import * as Data from "effect/Data"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import { SqlClient } from "effect/sql/SqlClient"
import { transact } from "../database/transact.ts"
import { usable } from "../database/usable.ts"
import { recordOf } from "../handlers/mutation-record.ts"
import type { Merchant } from "../merchants/Merchant.ts"
import { Merchants } from "../merchants/Merchants.ts"
import { askAgain } from "../payments/ask-again.ts"
import { beginFollowing, placesText } from "./begin-following.ts"
import type { Places } from "./begin-following.ts"
import { publish } from "./publish.ts"
import { asOf, toldStateOf, typeOf } from "./told.ts"

/** How many steps are read and published at a time. */
const pageSize = 100

/** Another server has published these steps. */
class Overtaken extends Data.TaggedError("Overtaken") {}

interface Followed {
  readonly places: Places
  /** Counts the changes of the row. */
  readonly version: number
}

const decodePlaces = Schema.decodeUnknownSync(Schema.fromJsonString(Schema.Record(Schema.String, Schema.Int)))

const placesOf = (text: unknown): Places =>
  new Map(Object.entries(decodePlaces(text)).map(([lane, sequence]) => [Number(lane), sequence]))

const stored = Effect.fnUntraced(function*(account: string) {
  const sql = yield* SqlClient
  const [row] = yield* sql`SELECT places, version FROM finpay_api_follower WHERE account = ${account}`
  return row === undefined ? undefined : { places: placesOf(row["places"]), version: Number(row["version"]) }
})

const moveTo = Effect.fnUntraced(function*(account: string, { places, version }: Followed) {
  const sql = yield* SqlClient
  const moved = yield* sql`UPDATE finpay_api_follower SET places = ${placesText(places)}, version = version + 1
    WHERE account = ${account} AND version = ${version} RETURNING version`
  if (moved.length === 0) return yield* new Overtaken()
})

const tell = Effect.fnUntraced(function*({ account, id, journal }: Merchant, step: AuditEvent) {
  const state = toldStateOf(step)
  if (state === undefined) return
  const mutation = yield* Effect.catchTag(journal.get(step.mutationId), "MutationNotFound", Effect.die)
  const { operation, reference } = mutation
  if (isSettled(step.to)) yield* askAgain({ id }, operation === "qrisRefund" ? "qris" : "pg", reference)
  // The request has what the payer gave away of themselves.
  const { request: _, ...data } = yield* recordOf(asOf(step, mutation))
  yield* publish(account, { type: typeOf(operation, state), reference, data })
})

/**
 * Publishes the next steps of a merchant's journal, and remembers how far it came, all at once: whichever server does it,
 * each step is published once. Gives whether there may be more.
 */
export const followOnce = Effect.fnUntraced(function*(merchant: Merchant) {
  const sql = yield* SqlClient
  const followed = yield* usable(stored(merchant.account))
  if (followed === undefined) {
    yield* usable(beginFollowing(merchant.account))
    return true
  }
  const steps = yield* merchant.journal.follow(followed.places, pageSize)
  if (steps.length === 0) return false
  const places = new Map(followed.places)
  for (const { lane, sequence } of steps) places.set(lane, Math.max(sequence, places.get(lane) ?? 0))
  const publishSteps = Effect.andThen(
    moveTo(merchant.account, { ...followed, places }),
    Effect.forEach(steps, (step) => tell(merchant, step), { discard: true })
  )
  yield* Effect.catchTag(transact(sql, publishSteps), "Overtaken", () => Effect.void)
  return true
})

const followAll = Effect.gen(function*() {
  const merchants = yield* Merchants
  yield* Effect.forEach(
    yield* merchants.list,
    (merchant) =>
      Effect.repeat(followOnce(merchant), { while: (more) => more }).pipe(
        Effect.catchCause((cause) =>
          // What fails once fails again at once: without the pause the log would hold nothing else.
          Effect.andThen(
            Effect.logWarning("the journal could not be followed for webhooks", cause),
            Effect.sleep(Duration.seconds(5))
          )
        ),
        Effect.annotateLogs({ merchant: merchant.id })
      ),
    { concurrency: 4, discard: true }
  )
})

/**
 * Follows the journals of all merchants, as long as the layer lives, and publishes what became of every mutation. It looks
 * for what is new as often as that.
 */
export const layerFollower = (pollMillis: number) =>
  Layer.effectDiscard(
    followAll.pipe(Effect.repeat(Schedule.spaced(Duration.millis(pollMillis))), Effect.forkScoped)
  )
