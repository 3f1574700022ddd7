import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as RateLimiter from "effect/persistence/RateLimiter"
import { createHmac, randomBytes } from "node:crypto"

/** Callbacks come from a few addresses of Finpay, and a lost one costs a question more. */
const callbacksForOne = 10

/** The first half of an address of IPv6: who has one address there has all of that half. */
const networkOf = (address: string): string =>
  address.includes(":") && !address.includes(".") ? address.split(":").slice(0, 4).join(":") : address

/**
 * How often may be called, in the memory of this process: a token bucket of a minute for each API key, and for each
 * address that calls without a valid one.
 */
export class RateLimits extends Context.Service<RateLimits, {
  /** Counts a call with this key. Gives the seconds to wait when there were too many. */
  readonly ofKey: (keyId: string) => Effect.Effect<number | undefined>
  /** Counts a call without a valid key from this address. */
  readonly ofAddress: (address: string) => Effect.Effect<number | undefined>
  /** Counts a callback from this address. */
  readonly ofCallback: (address: string) => Effect.Effect<number | undefined>
}>()("@openfinpay/finpay-api/access/RateLimits") {
  static readonly layer = (requestsPerMinute: number): Layer.Layer<RateLimits> =>
    Layer.effect(
      RateLimits,
      Effect.gen(function*() {
        const limiter = yield* RateLimiter.RateLimiter
        const salt = randomBytes(16)

        const consume = (key: string, limit: number) =>
          limiter.consume({ algorithm: "token-bucket", window: "1 minute", limit, key }).pipe(
            Effect.as(undefined),
            Effect.catchTag("RateLimiterError", ({ reason }) =>
              reason._tag === "RateLimitExceeded"
                ? Effect.succeed(Math.max(1, Math.ceil(Duration.toSeconds(reason.retryAfter))))
                : Effect.die(reason))
          )

        // Buckets are never forgotten, so addresses share 65,536 of them; nobody outside can tell which share one.
        const bucketOf = (address: string) =>
          createHmac("sha256", salt).update(networkOf(address)).digest().subarray(0, 2).toString("hex")

        return RateLimits.of({
          ofKey: (keyId) => consume(`key ${keyId}`, requestsPerMinute),
          ofAddress: (address) => consume(`address ${bucketOf(address)}`, requestsPerMinute),
          ofCallback: (address) => consume(`callback ${bucketOf(address)}`, requestsPerMinute * callbacksForOne)
        })
      })
    ).pipe(Layer.provide(RateLimiter.layer), Layer.provide(RateLimiter.layerStoreMemory))
}
