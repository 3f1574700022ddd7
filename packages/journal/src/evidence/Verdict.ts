import type { Mutation } from "../Mutation.ts"

/**
 * What an answer about the payment says of the mutation.
 *
 * - `applied`: Finpay did it; one such answer decides
 * - `same`: everything is as if Finpay had not done it; decides only when it stays so for long enough
 * - `undecided`: the payment would look like this whether or not Finpay did it; a person is asked
 * - `contradiction`: the payment was changed by something else than this mutation; a person is asked
 * - `ask-again`: nothing can be said yet
 * - `repeat`: only for a QRIS refund: the query cannot tell, sending it again with the same `partnerRefundNo` can
 */
export type VerdictKind = "applied" | "same" | "undecided" | "contradiction" | "ask-again" | "repeat"

/** What follows from one answer, and by which rule. */
export interface Verdict {
  /** The rule's name; see docs/evidence.md. */
  readonly rule: string
  readonly kind: VerdictKind
  /** Why, in one plain sentence. */
  readonly says: string
}

/** What has to be known of a mutation to weigh an answer: the mutation itself will do. */
export type Question = Pick<Mutation, "operation" | "amount" | "before" | "error">
