import type * as Stream from "effect/Stream"
import type { Kind, Outcome } from "./report/ReportLine.ts"

/** One movement of money that our own records know of. */
export interface KnownEntry {
  /** The order id or other reference, as the report has it. */
  readonly reference: string
  readonly kind: Kind
  /** In whole rupiah. */
  readonly amount: number
  /** Whether it happened, as far as the records say. */
  readonly outcome: Outcome
  /** The records' own word for it, such as `needs_review`. */
  readonly state: string
  /** When, in milliseconds since 1970. */
  readonly at: number
  /** The mutation of the journal it is. */
  readonly mutationId?: string
  /** The report may leave it out: a void, which takes a payment back before it is settled. */
  readonly optional?: boolean
}

/** What our own records know. */
export interface Known<E = never, R = never> {
  /** What they are complete for: a line of another kind is not missing here, it is not compared. */
  readonly kinds: ReadonlyArray<Kind>
  /** In any order. */
  readonly entries: Stream.Stream<KnownEntry, E, R>
}
