import type { InvalidRequest, qrisRefund, RequestInput, refund, cancel, voidPayment } from "@openfinpay/finpay-core"
import type { Finpay, MerchantFilled } from "@openfinpay/finpay-transport"
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { SqlClient } from "effect/sql/SqlClient"
import type { AuditEvent, AuditEventName } from "./audit/AuditEvent.ts"
import type { Anchor, Verification } from "./audit/verify.ts"
import type { Closing } from "./close.ts"
import type { JournalUnavailable, KeyReused, MutationNotFound, NotInState, SimilarUnderWay } from "./JournalError.ts"
import { makeJournal } from "./live.ts"
import type { JournaledOperation, Mutation, MutationState } from "./Mutation.ts"
import type { JournalSettings } from "./settings.ts"

/** Whose journal it is, and how it works. */
export interface JournalOptions {
  /** Environment and merchant; see {@link accountOf}. */
  readonly account: string
  readonly settings?: Partial<JournalSettings>
}

/** What is to be done, with the request of that operation. */
export type Change =
  | { readonly operation: "refund"; readonly request: RequestInput<typeof refund> }
  | { readonly operation: "void"; readonly request: RequestInput<typeof voidPayment> }
  | { readonly operation: "cancel"; readonly request: RequestInput<typeof cancel> }
  | { readonly operation: "qrisRefund"; readonly request: MerchantFilled<typeof qrisRefund> }

/** A change and who asks for it. */
export type Submission = Change & {
  /** The idempotency key: 1 to 255 characters. The same key and request is the same mutation, however often it is asked. */
  readonly key: string
  /** Who asks: a user, a service. Shown in the audit log. */
  readonly actor: string
}

/** How a submission is treated. */
export interface SubmitOptions {
  /** How long to wait for the outcome, in milliseconds; 0 returns at once. */
  readonly waitMillis?: number
  /**
   * Refuses when the order has another mutation of the same operation and amount: for callers without a key of their own,
   * which would say that this is another one. `under way` looks for one that is not settled; `ever` also for one that is
   * done, so that of those who ask at the same moment one is let through, however fast it ends.
   */
  readonly refuseSimilar?: "under way" | "ever"
  /** The ids of those that are done and of which the caller knows: with `ever` they are not in the way. */
  readonly exceptIds?: ReadonlyArray<string>
}

/** How far the mutation is, and whether this call made it. */
export interface Submitted {
  readonly mutation: Mutation
  /** The key and request were known already; nothing new was accepted. */
  readonly replayed: boolean
}

/** Which mutations. All that is given must hold. */
export interface MutationFilter {
  readonly states?: ReadonlyArray<MutationState>
  readonly operation?: JournaledOperation
  readonly reference?: string
  /** Any of these, for who looks up many at once; at most some thousands. */
  readonly references?: ReadonlyArray<string>
  readonly actor?: string
  /** Accepted at or after, in milliseconds since 1970. */
  readonly since?: number
  /** Accepted before, in milliseconds since 1970. */
  readonly until?: number
  /** The `next` of the page before. */
  readonly after?: string
  /** At most this many; 50 unless given, at most 500. */
  readonly limit?: number
}

/** Mutations, newest first. */
export interface MutationPage {
  readonly mutations: ReadonlyArray<Mutation>
  /** Pass as `after` for the next page; left out on the last one. */
  readonly next?: string
}

/** Which steps of the audit log. All that is given must hold. */
export interface AuditFilter {
  /** The order id or, for QRIS, Finpay's number of the payment. */
  readonly reference?: string
  readonly mutationId?: string
  readonly actor?: string
  readonly event?: AuditEventName
  /** At or after, in milliseconds since 1970. */
  readonly since?: number
  /** Before, in milliseconds since 1970. */
  readonly until?: number
  /** The `next` of the page before. */
  readonly after?: string
  /** At most this many; 50 unless given, at most 500. */
  readonly limit?: number
}

/** Steps of the audit log, newest first. */
export interface AuditPage {
  readonly events: ReadonlyArray<AuditEvent>
  /** Pass as `after` for the next page; left out on the last one. */
  readonly next?: string
}

/**
 * Why a mutation could not be submitted. Nothing was sent by this call. After `JournalUnavailable` it may have been
 * written down all the same, when the database went away before it could confirm: ask again with the same key.
 */
export type SubmitError = InvalidRequest | KeyReused | SimilarUnderWay | JournalUnavailable

/**
 * The one way to refund, void and cancel: written down before it is sent, sent at most once, found out when in doubt.
 *
 * Every method fails with `JournalUnavailable` when the database cannot be used, and one that takes an id or a key with
 * `MutationNotFound` when the account has no such mutation.
 *
 * @example
 * ```ts
 * import { accountOf, Journal, layerSqlite } from "@openfinpay/finpay-journal"
 * import { Finpay, localConfig } from "@openfinpay/finpay-transport"
 * import { Effect, Layer } from "effect"
 * import { FetchHttpClient } from "effect/http"
 *
 * const config = localConfig() // the simulator; or configFromEnv
 * const live = Journal.layer({ account: accountOf(config) }).pipe(
 *   Layer.provide(layerSqlite({ file: "journal.sqlite" })), // or layerPostgres({ url })
 *   Layer.provide(Finpay.layer(config).pipe(Layer.provide(FetchHttpClient.layer)))
 * )
 *
 * const givenBack = Effect.gen(function*() {
 *   const journal = yield* Journal
 *   const { mutation } = yield* journal.submit({
 *     operation: "refund",
 *     request: { order: { id: "INV-5", amount: 22000 } },
 *     key: "return-5",
 *     actor: "shop"
 *   }, { waitMillis: 10_000 })
 *   const steps = yield* journal.history(mutation.id)
 *   return steps.map(({ event }) => event)
 * })
 * Effect.runPromise(Effect.provide(givenBack, live)) // => ["accepted", "sending", "answered"]
 * ```
 */
export class Journal extends Context.Service<Journal, {
  /**
   * Writes the change down, sees that it is carried out, and waits as long as is asked for how it ends. Fails with a
   * `SubmitError`; how the change itself ends is the mutation's state.
   */
  readonly submit: (submission: Submission, options?: SubmitOptions) => Effect.Effect<Submitted, SubmitError>
  /** The mutation as it stands. */
  readonly get: (id: string) => Effect.Effect<Mutation, MutationNotFound | JournalUnavailable>
  /** The mutation with this idempotency key. */
  readonly getByKey: (key: string) => Effect.Effect<Mutation, MutationNotFound | JournalUnavailable>
  /** Waits until nothing more is to be expected by waiting (settled, or needs a person), or until the time is over. */
  readonly wait: (id: string, waitMillis: number) => Effect.Effect<Mutation, MutationNotFound | JournalUnavailable>
  /** Mutations, newest first. */
  readonly list: (filter?: MutationFilter) => Effect.Effect<MutationPage, JournalUnavailable>
  /** All that happened to a mutation, in order. */
  readonly history: (id: string) => Effect.Effect<ReadonlyArray<AuditEvent>, MutationNotFound | JournalUnavailable>
  /** Steps of all mutations, newest first. */
  readonly audit: (filter?: AuditFilter) => Effect.Effect<AuditPage, JournalUnavailable>
  /**
   * For who follows all that happens: the steps after a place in each lane (a lane and the last sequence that was read
   * there), at most `limit`, in order within a lane. Every change of a mutation is such a step, and none is left out.
   */
  readonly follow: (
    places: ReadonlyMap<number, number>,
    limit: number
  ) => Effect.Effect<ReadonlyArray<AuditEvent>, JournalUnavailable>
  /**
   * Asks Finpay about an unknown outcome now, not when it is due. Changes nothing else. Fails with `NotInState` for a
   * mutation that is not `unknown`.
   */
  readonly resolve: (
    id: string,
    by: { readonly actor: string }
  ) => Effect.Effect<Mutation, MutationNotFound | NotInState | JournalUnavailable>
  /**
   * A person decides: an unknown outcome, or one that needs review, is `closed` as applied or not; one that was
   * accepted and not sent is withdrawn and will never be sent. Fails with `NotInState` where a person has nothing to
   * decide, and with `InvalidRequest` for a decision without who or why.
   */
  readonly close: (
    id: string,
    by: Closing
  ) => Effect.Effect<Mutation, InvalidRequest | MutationNotFound | NotInState | JournalUnavailable>
  /** News of a payment came (a callback): what is unknown about it is asked now. The news itself decides nothing. */
  readonly news: (reference: string, detail: string) => Effect.Effect<void, JournalUnavailable>
  /** Recomputes the audit log and compares every mutation with it, and both with heads that were kept elsewhere. */
  readonly verify: (anchors?: ReadonlyArray<Anchor>) => Effect.Effect<Verification, JournalUnavailable>
  /** Erases requests, answers and details of what was settled before a time. States, amounts and the chain stay. */
  readonly erase: (
    by: { readonly actor: string; readonly settledBefore: number }
  ) => Effect.Effect<{ readonly mutations: number }, JournalUnavailable>
}>()("@openfinpay/finpay-journal/Journal") {
  /**
   * The journal of one account over a database and Finpay. It works as long as the layer lives: what is accepted is
   * sent, what is unknown is found out, also what other processes left. When it closes it takes no new work and lets
   * what is being sent end. Errors: `JournalUnavailable`; `InvalidRequest` for options that cannot be used.
   */
  static layer(options: JournalOptions): Layer.Layer<Journal, JournalUnavailable | InvalidRequest, SqlClient | Finpay> {
    return Layer.effect(Journal, makeJournal(options))
  }
}
