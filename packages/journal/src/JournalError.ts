import * as Schema from "effect/Schema"
import { mutationStates } from "./Mutation.ts"

/** Why the journal's database cannot be used. */
export const DatabaseReason = Schema.Literals([
  "full",
  "read-only",
  "locked",
  "unreachable",
  "newer",
  "damaged",
  "failed"
])

/**
 * The journal's database cannot be used. Nothing is sent that could not be written down first; when this comes after a
 * mutation was accepted, the mutation stands where its last written state says.
 */
export class JournalUnavailable extends Schema.TaggedError<JournalUnavailable>()("JournalUnavailable", {
  reason: DatabaseReason,
  /** What happened, in one plain sentence. */
  detail: Schema.String,
  /** What to do next, in one plain sentence. */
  nextStep: Schema.String
}) {
  override get message(): string {
    return `The journal cannot be used: ${this.detail}. ${this.nextStep}`
  }
}

/** The key was used for another request. This one was not accepted. */
export class KeyReused extends Schema.TaggedError<KeyReused>()("KeyReused", {
  key: Schema.String,
  /** The mutation the key belongs to. */
  mutationId: Schema.String
}) {
  override get message(): string {
    return `The key ${this.key} belongs to another request, ${this.mutationId}. Nothing was sent.`
  }
}

/**
 * Why another mutation is in the way.
 *
 * - `under-way`: it is the same change of the same order, and not settled
 * - `done`: it is the same change of the same order, and done
 * - `refund-no`: it has the `partnerRefundNo` of this QRIS refund
 */
export const SimilarReason = Schema.Literals(["under-way", "done", "refund-no"])

const similarTo = {
  "under-way": "does the same",
  "done": "has done the same",
  "refund-no": "has the same partnerRefundNo"
}

/** Another mutation is in the way, and no key says that this one is meant as well. Nothing was accepted. */
export class SimilarUnderWay extends Schema.TaggedError<SimilarUnderWay>()("SimilarUnderWay", {
  mutationId: Schema.String,
  state: Schema.String,
  reason: SimilarReason
}) {
  override get message(): string {
    return `${this.mutationId} ${similarTo[this.reason]} and is ${this.state}. Nothing was sent.`
  }
}

/** There is no such mutation in this account. */
export class MutationNotFound extends Schema.TaggedError<MutationNotFound>()("MutationNotFound", {
  id: Schema.String
}) {
  override get message(): string {
    return `There is no mutation ${this.id}.`
  }
}

/** What was asked cannot be done to a mutation in its state. */
export class NotInState extends Schema.TaggedError<NotInState>()("NotInState", {
  id: Schema.String,
  state: Schema.Literals(mutationStates),
  detail: Schema.String
}) {
  override get message(): string {
    return `${this.id} is ${this.state}: ${this.detail}.`
  }
}
