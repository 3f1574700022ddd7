import type { MutationState } from "../Mutation.ts"

/**
 * What an event says happened.
 *
 * `accepted`, `asked_again` (the same key, after it was certainly not processed), `withdrawn`, `sending`, `answered`
 * (Finpay answered, or no clear answer came), `lost` (who was sending it is gone), `checked`, `check_failed`,
 * `repeated` (a QRIS refund with the same number), `decided`, `review`, `closed`, `news`, `late_answer`,
 * `doubted` (another one of the order turned out to be done), `erased`.
 */
export const auditEvents = [
  "accepted",
  "asked_again",
  "withdrawn",
  "sending",
  "answered",
  "lost",
  "checked",
  "check_failed",
  "repeated",
  "decided",
  "review",
  "closed",
  "news",
  "late_answer",
  "doubted",
  "erased"
] as const

/** The name of an event. */
export type AuditEventName = typeof auditEvents[number]

/** One step of a mutation, linked by hash to the one before it in its lane. */
export interface AuditEvent {
  readonly account: string
  /** Which of the account's chains; all events of one order are in one lane. */
  readonly lane: number
  /** From 1, without gaps, in the lane. */
  readonly sequence: number
  readonly mutationId: string
  /** Milliseconds since 1970. */
  readonly at: number
  readonly event: AuditEventName
  /** Who did it: a person or service, or `journal`. */
  readonly actor: string
  readonly from?: MutationState
  readonly to: MutationState
  /** Why, in one plain sentence. */
  readonly reason: string
  /** What was seen or answered; left out once erased. */
  readonly detail?: unknown
  /** Finpay's name for the call. */
  readonly traceId?: string
  /** SHA-256 of the detail. */
  readonly detailHash: string
  /** SHA-256 of the mutation's row as this event left it. */
  readonly rowHash: string
  readonly previousHash: string
  readonly hash: string
}
