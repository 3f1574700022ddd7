import type { FinpayError } from "@openfinpay/finpay-core"
import type { JournalUnavailable } from "@openfinpay/finpay-journal"
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { FirstRequest } from "../contract/problem-fields.ts"

/** What a caller wants to be done once, and its name for it. */
export interface Intent {
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

/** Something that can be paid is to be made once. */
export interface Creation extends Intent {
  /** The longest the call to Finpay takes, in milliseconds: whoever is silent for longer has no outcome to keep. */
  readonly longestMillis: number
}

/** How it ended, and whether that was remembered instead of done now. */
export interface Outcome<A> {
  readonly replayed: boolean
  readonly result: Result.Result<A, FinpayError>
}

/** An earlier request with this key and this content has no outcome yet. This one was not sent. */
export class KeyInFlight extends Schema.TaggedError<KeyInFlight>()("KeyInFlight", {}) {}

/** The key was used for another request. This one was not sent; `first` is how that other one ended. */
export class KeyOfOther extends Schema.TaggedError<KeyOfOther>()("KeyOfOther", { first: FirstRequest }) {}

/** The key was used for a change: the journal, or an approval, has how it ended. This request was not sent. */
export class KeyOfChange extends Schema.TaggedError<KeyOfChange>()("KeyOfChange", {}) {}

/** Why a key was not given to a creation. */
export type ClaimRefused = KeyInFlight | KeyOfOther | KeyOfChange

/**
 * Sees to it that one key is one intent, at all servers of one database: of two requests at the same moment one is the
 * first. What makes something that can be paid is sent at most once here; what moves money or changes an order only takes
 * its key here, and goes through the journal.
 */
export class Idempotency extends Context.Service<Idempotency, {
  /**
   * Runs `send` for the first request with a key. Later requests with the same key and content get its outcome, *outcome
   * unknown* included, and nothing is sent. Only an outcome that is certainly not processed, for a reason that lies
   * outside the request, frees the key again.
   *
   * Once started, `send` runs to its end, also when the caller hangs up. When its process dies, the outcome is unknown,
   * for ever: it is never sent again.
   */
  once<A, I>(
    creation: Creation,
    answer: Schema.Codec<A, I>,
    send: Effect.Effect<A, FinpayError>
  ): Effect.Effect<Outcome<A>, ClaimRefused | JournalUnavailable>
  /**
   * Takes a key for a change, or finds it taken for one of the same operation; then nobody else uses it until the
   * transaction ends. For the transaction that writes the change down. Gives whether it is the first to take the key.
   */
  readonly takeForChange: (intent: Intent) => Effect.Effect<"first" | "again", KeyOfOther | JournalUnavailable>
}>()("@openfinpay/finpay-api/idempotency/Idempotency") {}
