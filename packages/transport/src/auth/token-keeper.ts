import { notProcessed } from "@openfinpay/finpay-core"
import type { FinpayError } from "@openfinpay/finpay-core"
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"

/** An access token as Finpay gave it. */
export interface GivenToken {
  readonly value: Redacted.Redacted
  /** How long Finpay says it is valid, in seconds. May be anything. */
  readonly expiresInSeconds: number
}

/** An access token that is kept. Two are the same only when they are the same object. */
export interface AccessToken {
  readonly value: Redacted.Redacted
  /** From then on, in epoch milliseconds, a new one is fetched. */
  readonly freshUntil: number
}

/** Keeps one access token for all callers. */
export interface TokenKeeper {
  /** The token, fetched when there is none or it is about to end. However many callers wait, one request is made. */
  readonly get: Effect.Effect<AccessToken, FinpayError>
  /** The token if there is one that need not be waited for. */
  fresh(nowMillis: number): AccessToken | undefined
  /** Drops a token that Finpay refused. A newer one, which another caller fetched meanwhile, is kept. */
  drop(token: AccessToken): void
}

const longestSeconds = 3600

/**
 * How long a token is used: what Finpay says, less a tenth and at most a minute, so that it does not end on the way. A
 * length that makes no sense keeps the token for nobody but those who wait for it; an hour is the most that is believed.
 */
const usableMillis = (expiresInSeconds: number): number => {
  const seconds = Math.min(Math.max(expiresInSeconds, 0), longestSeconds)
  return (seconds - Math.min(60, seconds / 10)) * 1000
}

const closed = notProcessed(
  { operation: "snapToken", kind: "query" },
  "interrupted",
  "the client was closed while an access token was fetched"
)

/**
 * Makes a {@link TokenKeeper}. A fetch belongs to the scope and not to the caller who happened to begin it: that one
 * may give up, and the others still get their token. A failed fetch is not kept; the next caller tries again.
 */
export const makeTokenKeeper = Effect.fnUntraced(
  function*(fetch: Effect.Effect<GivenToken, FinpayError>): Effect.fn.Return<TokenKeeper, never, Scope.Scope> {
    const scope = yield* Effect.scope
    let held: AccessToken | undefined
    let awaited: Deferred.Deferred<AccessToken, FinpayError> | undefined

    const fetchAndHold = Effect.gen(function*() {
      const { expiresInSeconds, value } = yield* fetch
      const now = yield* Clock.currentTimeMillis
      held = { value, freshUntil: now + usableMillis(expiresInSeconds) }
      return held
    })

    const begin = (deferred: Deferred.Deferred<AccessToken, FinpayError>) =>
      Effect.map(Effect.forkIn(fetchAndHold, scope), (fiber) =>
        fiber.addObserver((exit) => {
          awaited = undefined
          Deferred.doneUnsafe(deferred, Exit.hasInterrupts(exit) ? Exit.fail(closed) : exit)
        }))

    const fresh = (now: number) => held !== undefined && now < held.freshUntil ? held : undefined

    return {
      fresh,
      // Who finds nothing says in the same breath that it is on its way; from there to the fetch nothing interrupts.
      get: Effect.uninterruptibleMask((restore) =>
        Effect.flatMap(Clock.currentTimeMillis, (now) => {
          const token = fresh(now)
          if (token !== undefined) return Effect.succeed(token)
          if (awaited !== undefined) return restore(Deferred.await(awaited))
          const deferred = Deferred.makeUnsafe<AccessToken, FinpayError>()
          awaited = deferred
          return Effect.andThen(begin(deferred), restore(Deferred.await(deferred)))
        })
      ),
      drop: (token) => {
        if (held === token) held = undefined
      }
    }
  }
)
