import type { Change, JournaledOperation } from "@openfinpay/finpay-journal"
import * as Schema from "effect/Schema"
import { ApprovalState } from "../contract/approval-state.ts"

/** A change that needs a second person, and what became of it. Times are milliseconds since 1970. */
export interface Approval {
  readonly id: string
  /** The key it was asked for with: the same key asks for the same, however often. */
  readonly key: string
  readonly fingerprint: string
  readonly change: Change
  readonly operation: JournaledOperation
  readonly reference: string
  /** In rupiah. */
  readonly amount: number
  /** The amount with all that was given back of the order before, or may have been. */
  readonly together: number
  /** The merchant's limit when it was asked for. */
  readonly above: number
  readonly requestedBy: string
  /** The API key that asked; left out for a caller without one, on a server that is open to its own machine. */
  readonly requestedWith?: string
  readonly requestedAt: number
  readonly expiresAt: number
  readonly state: ApprovalState
  readonly decidedBy?: string
  readonly decidedAt?: number
  readonly reason?: string
  /** What it became when it was approved. */
  readonly mutationId?: string
}

/** There is no such approval. */
export class ApprovalNotFound extends Schema.TaggedError<ApprovalNotFound>()("ApprovalNotFound", {
  id: Schema.String
}) {}

/** It was decided before, or expired. Nothing was changed. */
export class ApprovalNotPending extends Schema.TaggedError<ApprovalNotPending>()("ApprovalNotPending", {
  id: Schema.String,
  state: ApprovalState
}) {}

/** Who asked cannot decide, and only who asked can withdraw. Nothing was changed. */
export class WrongPerson extends Schema.TaggedError<WrongPerson>()("WrongPerson", {
  reason: Schema.Literals(["asked", "nameless", "did-not-ask"])
}) {}
