import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"

/** A `Date` header has whole seconds: what it says is half a second late on average. */
const halfSecond = 500

/**
 * How far this machine's clock is from Finpay's, by the header `Date` of its last answer. It costs no call. SNAP refuses a
 * call whose time is some minutes off.
 */
export class FinpayClock extends Context.Service<FinpayClock, {
  /** The client, with a look at the `Date` of each answer. */
  readonly watched: (client: HttpClient.HttpClient) => HttpClient.HttpClient
  /** How far this machine is ahead, in seconds; `null` before the first answer. */
  readonly skewSeconds: Effect.Effect<number | null>
}>()("@openfinpay/finpay-api/health/FinpayClock") {
  static readonly layer: Layer.Layer<FinpayClock> = Layer.sync(FinpayClock, () => {
    let skew: number | null = null
    const note = (date: string | undefined, now: number) => {
      const theirs = Date.parse(date ?? "")
      if (Number.isFinite(theirs)) skew = Math.round((now - theirs - halfSecond) / 1000)
    }
    return FinpayClock.of({
      watched: HttpClient.tap(({ headers }) =>
        Effect.map(Clock.currentTimeMillis, (now) => note(headers["date"], now))
      ),
      skewSeconds: Effect.sync(() => skew)
    })
  })
}
