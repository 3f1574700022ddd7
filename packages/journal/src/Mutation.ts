import type { FinpayError } from "@openfinpay/finpay-core"

/** The operations that change something, and so go through the journal. */
export const journaledOperations = ["refund", "void", "cancel", "qrisRefund"] as const

/** The name of an operation that goes through the journal. */
export type JournaledOperation = typeof journaledOperations[number]

/**
 * Where a mutation stands.
 *
 * - `accepted`: written down, not sent
 * - `sending`: about to be sent, or on its way; if nobody works on it any more it becomes `unknown`
 * - `succeeded`: Finpay did it
 * - `rejected`: Finpay certainly did not do it
 * - `unknown`: perhaps Finpay did it; being found out
 * - `not_applied`: found out: Finpay did not do it
 * - `needs_review`: what can be seen does not decide it; a person has to
 * - `closed`: a person decided it, with a reason
 */
export const mutationStates = [
  "accepted",
  "sending",
  "succeeded",
  "rejected",
  "unknown",
  "not_applied",
  "needs_review",
  "closed"
] as const

/** Where a mutation stands. */
export type MutationState = typeof mutationStates[number]

/** It has left, or may have, and how it ended is not settled. One mutation of an order at a time may stand here. */
export const openStates = ["sending", "unknown", "needs_review"] as const satisfies ReadonlyArray<MutationState>

/** Nothing changes any more by itself or by waiting. */
export const settledStates = ["succeeded", "rejected", "not_applied", "closed"] as const satisfies ReadonlyArray<
  MutationState
>

const isOneOf = (states: ReadonlyArray<MutationState>) => (state: MutationState): boolean => states.includes(state)

/**
 * Whether a mutation in this state keeps the next one of its order waiting.
 *
 * @example
 * ```ts
 * import { isOpen } from "@openfinpay/finpay-journal"
 *
 * isOpen("unknown") // => true
 * isOpen("accepted") // => false
 * ```
 */
export const isOpen = isOneOf(openStates)

/**
 * Whether a mutation in this state has its final outcome.
 *
 * @example
 * ```ts
 * import { isSettled } from "@openfinpay/finpay-journal"
 *
 * isSettled("not_applied") // => true
 * isSettled("needs_review") // => false
 * ```
 */
export const isSettled = isOneOf(settledStates)

/** What a person found: it happened, or it did not. */
export type ClosedAs = "applied" | "not_applied"

/** How the outcome became known: Finpay said so, it was found out, a person said so, or it was refused here. */
export type DecidedBy = "answer" | "evidence" | "person" | "journal"

/** What Finpay said of a payment when it was asked. */
export interface Seen {
  /** When it was asked, in milliseconds since 1970. */
  readonly at: number
  /** A payment status or, for QRIS, a `latestTransactionStatus`; as Finpay gave it. */
  readonly status: string
  /** What was paid in all, in rupiah; while nobody has paid, what is to be. Left out where it is not said for certain. */
  readonly paidAmount?: number
  /**
   * The smaller one, in rupiah, where the answer shows two amounts of a payment that was given back in part, and either
   * may be it.
   */
  readonly leastPaid?: number
  readonly traceId?: string
}

/** What was known of the payment before the mutation was sent. */
export interface Before extends Seen {
  /** What this journal had given back before, in rupiah: refunds that are done, and those whose outcome is unknown. */
  readonly refunded: number
  /** How many other mutations of the order were done by then, as this journal knew. */
  readonly done: number
}

/** How far one process has watched the payment stay as it was; by that process's own steady clock. */
export interface Watched {
  readonly firstMillis: number
  readonly lastMillis: number
}

/** What has been found out since the outcome became unknown. */
export interface Evidence {
  /** How often Finpay has been asked, answered or not. */
  readonly checks: number
  /** The last answer. */
  readonly last?: Seen
  /** The rule that spoke last; see docs/evidence.md. */
  readonly rule?: string
  /** How many answers in a row have said the same. */
  readonly agreeing: number
  /** Who has watched these answers, and for how long. */
  readonly watched: Readonly<Record<string, Watched>>
  /** Only for QRIS: how often the same refund number was sent again. */
  readonly repeats: number
}

/** One refund, void or cancel: what was asked, how far it is, and why. Times are milliseconds since 1970. */
export interface Mutation {
  readonly id: string
  /** Whose it is: environment and merchant, such as `production/MERCHANT01`. */
  readonly account: string
  /** The caller's idempotency key, unique in the account. */
  readonly key: string
  readonly operation: JournaledOperation
  /** The order id; for a QRIS refund Finpay's number of the payment (`originalReferenceNo`). */
  readonly reference: string
  /**
   * The number of a QRIS refund, its `partnerRefundNo`: at Finpay one number is one refund, so no two mutations of the
   * account have it.
   *
   * It is free again when this one was `rejected` or `not_applied`, which is Finpay's word or evidence of it. One that a
   * person closed keeps it, also as not applied: a late answer may still say otherwise, and so may the person. Left out
   * where such a late answer came after another mutation had taken the number.
   */
  readonly refundNo?: string
  /** In rupiah; left out for a cancel. */
  readonly amount?: number
  /** The request as it is sent; once erased left out, but for the `partnerRefundNo` of a QRIS refund. */
  readonly request?: unknown
  /** SHA-256 of operation and request: what makes a request the same. */
  readonly requestHash: string
  /** Who asked. */
  readonly actor: string
  readonly state: MutationState
  /** Counts the changes of this row, from 1. */
  readonly version: number
  readonly before?: Before
  /** Finpay's answer, account numbers masked. */
  readonly answer?: unknown
  readonly error?: typeof FinpayError.Encoded
  readonly evidence?: Evidence
  readonly decidedBy?: DecidedBy
  readonly closedAs?: ClosedAs
  readonly acceptedAt: number
  readonly sendingAt?: number
  /** The piece of work that sends it: when that one comes up again, who was sending it is gone. */
  readonly sentBy?: string
  readonly settledAt?: number
  readonly updatedAt: number
}

/**
 * Whether its amount counts as given back: it was, or it may have been.
 *
 * @example
 * ```ts
 * import { countsAsRefunded } from "@openfinpay/finpay-journal"
 *
 * countsAsRefunded({ state: "unknown" }) // => true
 * countsAsRefunded({ state: "closed", closedAs: "not_applied" }) // => false
 * ```
 */
export const countsAsRefunded = ({ closedAs, state }: Pick<Mutation, "state" | "closedAs">): boolean =>
  state === "succeeded" || isOpen(state) || (state === "closed" && closedAs === "applied")

/** Whether no other mutation of the account may have its refund number. */
export const keepsRefundNo = ({ refundNo, state }: Pick<Mutation, "refundNo" | "state">): boolean =>
  refundNo !== undefined && state !== "rejected" && state !== "not_applied"

/**
 * Whether asking again with the same key sends it anew: it was certainly not processed, for a reason that lies outside
 * the request (not reachable, too many calls, credentials).
 *
 * @example
 * ```ts
 * import { mayBeAskedAgain } from "@openfinpay/finpay-journal"
 *
 * const error = {
 *   _tag: "RateLimited",
 *   operation: "refund",
 *   safeToRetry: true,
 *   detail: "too many calls",
 *   nextStep: "Wait, and ask again."
 * } as const
 * mayBeAskedAgain({ state: "rejected", error }) // => true
 * mayBeAskedAgain({ state: "unknown" }) // => false
 * ```
 */
export const mayBeAskedAgain = ({ error, state }: Pick<Mutation, "state" | "error">): boolean =>
  state === "rejected" && error !== undefined &&
  (error._tag === "Unavailable" || error._tag === "RateLimited" || error._tag === "NotAuthenticated" ||
    error._tag === "ResponseNotUnderstood" || (error._tag === "InvalidRequest" && error.httpStatus === undefined))
