/** One change that was asked for, under one key, and everything that was answered to it. */
export interface Asked {
  readonly key: string
  readonly operation: Operation
  /** The order, or Finpay's number of a QRIS payment. */
  readonly reference: string
  /** In rupiah; left out for a cancel. */
  readonly amount?: number
  readonly told: Array<Told>
}

/** What a change can be. */
export type Operation = "refund" | "void" | "cancel" | "qrisRefund"

/** One answer: it was done, it certainly was not, or neither is known yet. */
export interface Told {
  readonly said: "done" | "refused" | "not-yet"
  readonly status: number
  readonly mutationId?: string
}

/** A mutation as the journal has it. */
export interface Kept {
  readonly id: string
  readonly key: string
  readonly operation: string
  readonly reference: string
  readonly amount?: number
  readonly state: string
  readonly closedAs?: string
}

/** Something that Finpay carried out, by its own books. */
export interface Deed {
  readonly operation: Operation
  readonly reference: string
  readonly amount?: number
}

/** What came in and went out of an order, by Finpay's books. */
export interface Balance {
  readonly order: string
  readonly paid: number
  readonly refunded: number
}

/** All that is known when everything has come to rest. */
export interface Facts {
  readonly asked: ReadonlyArray<Asked>
  readonly kept: ReadonlyArray<Kept>
  readonly deeds: ReadonlyArray<Deed>
  readonly balances: ReadonlyArray<Balance>
  /** What the audit log's own check found. */
  readonly findings: ReadonlyArray<string>
  /** Lines of the servers' logs that say that something is broken in them. */
  readonly faults: ReadonlyArray<string>
  /** How the servers ended when they were told to. */
  readonly exitCodes: ReadonlyArray<number | null>
}

/** What a change is told apart by in Finpay's books, which know no key. */
export const sameThing = (
  { amount, operation, reference }: { readonly operation: string; readonly reference: string; readonly amount?: number }
): string => `${operation} ${reference} ${amount ?? ""}`
