import type { FinpayError } from "@openfinpay/finpay-core"
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { FirstRequest } from "../contract/problem-fields.ts"

/** What a caller wants to be made once. */
export interface Claim {
  /** Whose key it is: environment and merchant. */
  readonly account: string
  /** The caller's name for it. */
  readonly key: string
  /** What is asked for, as a digest; see `fingerprint`. */
  readonly fingerprint: string
  /** The operation and what it is about, for people. */
  readonly operation: string
  readonly reference: string
}

/** How it ended, and whether that was remembered instead of done now. */
export interface Outcome<A> {
  readonly replayed: boolean
  readonly result: Result.Result<A, FinpayError>
}

/** An earlier request with this key and this content has no outcome yet. This one was not sent. */
export class KeyInFlight extends Schema.TaggedError<KeyInFlight>()("KeyInFlight", {}) {}

/** The key was used for another request. This one was not sent; `first` is how that other one ended. */
export class KeyReused extends Schema.TaggedError<KeyReused>()("KeyReused", { first: FirstRequest }) {}

/** No further key can be remembered. Nothing was sent. */
export class StoreFull extends Schema.TaggedError<StoreFull>()("StoreFull", {}) {}

/** Why a claim was not taken up. */
export type ClaimRefused = KeyInFlight | KeyReused | StoreFull

/**
 * Sees to it that what a key names is sent at most once: for what makes something that can be paid. What moves money or
 * changes an order goes through the journal instead.
 *
 * `once` runs `send` for the first request with a key. Later requests with the same key and content get its outcome,
 * *outcome unknown* included, and nothing is sent. Only an outcome that is certainly not processed, for a reason that
 * lies outside the request, frees the key again: then the same request may be repeated with it.
 *
 * Once started, `send` runs to its end, also when the caller hangs up.
 */
export class Idempotency extends Context.Service<Idempotency, {
  once<A, I>(
    claim: Claim,
    answer: Schema.Codec<A, I>,
    send: Effect.Effect<A, FinpayError>
  ): Effect.Effect<Outcome<A>, ClaimRefused>
  /** How the request with this key ended, or that it has not; `undefined` for a key that is not known. */
  readonly first: (account: string, key: string) => Effect.Effect<FirstRequest | undefined>
}>()("@openfinpay/finpay-api/idempotency/Idempotency") {}
