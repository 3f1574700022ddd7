import type { BatchState, LineState } from "../contract/refund-batches.ts"

/** A batch of refunds. Times are milliseconds since 1970. */
export interface Batch {
  readonly id: string
  readonly account: string
  /** The merchant's id at Finpay. */
  readonly merchant: string
  readonly key: string
  readonly fingerprint: string
  readonly state: BatchState
  /** The same amount of the same order is meant once more. */
  readonly again: boolean
  readonly lines: number
  readonly orders: number
  /** In rupiah. */
  readonly amount: number
  /** The columns of the file beside order, amount and key. */
  readonly extra: ReadonlyArray<string>
  /** The limit that it was above. */
  readonly approvalAbove?: number
  readonly createdBy: string
  /** The API key that asked; left out for a caller without one. */
  readonly createdWith?: string
  readonly decidedBy?: string
  readonly reason?: string
  /** A second person said yes to the whole of it. */
  readonly approved: boolean
  /** Why it makes no progress now. */
  readonly heldUp?: string
  readonly createdAt: number
  readonly startedAt?: number
  readonly endedAt?: number
}

/** One refund of a file. */
export interface BatchRefund {
  readonly line: number
  readonly order: string
  /** In rupiah. */
  readonly amount: number
  /** The key that the file gives it. */
  readonly key?: string
}

/** What is known of a line. */
export interface LineResult {
  readonly state: LineState
  readonly mutationId?: string
  /** Why, and what to do next. */
  readonly detail?: string
  readonly traceId?: string
}

/** One refund of a batch, and what is known of it. */
export interface BatchLine extends BatchRefund, LineResult {
  readonly extra: Readonly<Record<string, string>>
  /** How often it was certainly not processed for a reason that lies outside of it. */
  readonly attempts: number
  readonly updatedAt: number
}

/** Lines by how they stand. */
export type LineCounts = { readonly [State in LineState]?: { readonly lines: number; readonly amount: number } }

/** Of which more may become known by itself. */
export const unsettled = ["open", "unknown"] as const satisfies ReadonlyArray<LineState>

/** Of which more may become known at all. */
export const unfinished = ["waiting", ...unsettled, "needs_review"] as const satisfies ReadonlyArray<LineState>

/** The key of a line in the journal: its own, or its place in the batch. The form is that of `finpay refund-batch`. */
export const keyOfLine = (batch: string, { key, line }: Pick<BatchRefund, "key" | "line">): string =>
  key ?? `batch:${batch}:${line}`
