/** Asks about an order again and again until it is decided. */
import type { FinpayError } from "@openfinpay/finpay-core"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { StillOpen } from "../errors.ts"
import { type Checked, isDecided, statusOf } from "./checked.ts"

/** What is watched, and how. */
export interface Watching<E, R> {
  readonly order: string
  readonly ask: Effect.Effect<Checked, FinpayError>
  /** For how long, in milliseconds. */
  readonly forMillis: number
  /** How long to wait before asking again, in milliseconds; longer and longer while nothing changes. */
  readonly everyMillis: number
  /** A status that was not the last one. */
  readonly onChange: (checked: Checked) => Effect.Effect<void, E, R>
  /** Finpay could not be asked; not said again before it could. */
  readonly onOutage: (error: FinpayError) => Effect.Effect<void, E, R>
}

/** No pause grows beyond this, unless it was asked for. */
const longestMillis = 30_000
const growth = 1.5

/** Whether the next question can have an answer where this one had none. */
const passes = ({ _tag }: FinpayError): boolean =>
  _tag === "Unavailable" || _tag === "RateLimited" || _tag === "ResponseNotUnderstood"

/** How long to wait after so many questions without news. */
export const pauseAfter = (everyMillis: number, withoutNews: number): number =>
  Math.min(everyMillis * growth ** withoutNews, Math.max(everyMillis, longestMillis))

/**
 * Watches an order until it is decided. Fails with `StillOpen` when the time is over before, and with an error of Finpay
 * where asking on is of no use: an order it does not know, credentials it does not accept.
 */
export const watch = Effect.fnUntraced(function*<E, R>(
  { ask, everyMillis, forMillis, onChange, onOutage, order }: Watching<E, R>
) {
  const end = (yield* Clock.currentTimeMillis) + forMillis
  let last: string | undefined
  let isSeen = false
  let isOut = false
  let withoutNews = 0
  const news = Effect.fnUntraced(function*(checked: Checked) {
    isOut = false
    if (isSeen && statusOf(checked) === last) return
    isSeen = true
    last = statusOf(checked)
    withoutNews = 0
    yield* onChange(checked)
  })
  const outage = Effect.fnUntraced(function*(error: FinpayError) {
    if (!passes(error)) return yield* error
    if (!isOut) yield* onOutage(error)
    isOut = true
    return undefined
  })
  for (;;) {
    const checked = yield* Effect.catch(ask, outage)
    if (checked !== undefined) yield* news(checked)
    if (checked !== undefined && isDecided(checked)) return
    const left = end - (yield* Clock.currentTimeMillis)
    if (left <= 0) {
      return yield* new StillOpen({ orderId: order, status: last ?? null, seconds: Math.round(forMillis / 1000) })
    }
    yield* Effect.sleep(Math.min(left, pauseAfter(everyMillis, withoutNews)))
    withoutNews += 1
  }
})
