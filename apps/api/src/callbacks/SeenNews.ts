import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { SeenCallback, SeenCallbacks } from "../contract/callbacks.ts"

/** The most callbacks that are remembered. */
const limit = 100

/**
 * The last callbacks whose signature was right, in the memory of this process. They change nothing: news is not proof.
 */
export class SeenNews extends Context.Service<SeenNews, {
  /** Remembers one whose signature was right. */
  remember(news: Omit<SeenCallback, "receivedAt">): Effect.Effect<void>
  /** Counts one that was turned away. */
  readonly countRefused: Effect.Effect<void>
  /** The newest first. */
  readonly list: Effect.Effect<typeof SeenCallbacks.Type>
}>()("@openfinpay/finpay-api/callbacks/SeenNews") {
  static readonly layer: Layer.Layer<SeenNews> = Layer.sync(SeenNews, () => {
    const callbacks: Array<SeenCallback> = []
    let refused = 0
    return SeenNews.of({
      remember: (news) =>
        Effect.map(DateTime.now, (now) => {
          callbacks.unshift({ receivedAt: DateTime.formatIso(now), ...news })
          callbacks.length = Math.min(callbacks.length, limit)
        }),
      countRefused: Effect.sync(() => {
        refused++
      }),
      list: Effect.sync(() => ({ callbacks: [...callbacks], refused }))
    })
  })
}
