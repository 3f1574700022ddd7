import { noEvidence } from "../../src/evidence/conclude.ts"
import type { Question } from "../../src/evidence/Verdict.ts"
import type { Before, Evidence, JournaledOperation, Seen } from "../../src/Mutation.ts"

/** Every status of an order that is known, and two that are not. */
export const orderStatuses = [
  "REQUEST_INITIATED",
  "INITIATED",
  "AUTHENTICATION_INITIATED",
  "AUTHENTICATED",
  "AUTHORIZED",
  "PENDING",
  "PARTIALLY_CAPTURED",
  "CAPTURED",
  "PAID",
  "PARTIALLY_REFUNDED",
  "REFUNDED",
  "CANCELLED",
  "FAILURE",
  "EXPIRED"
] as const

/** Every status of a QRIS payment that is known. */
export const qrisStatuses = ["00", "01", "02", "03", "04", "05", "06", "07"] as const

/** Words Finpay might send and nobody knows. */
export const strangeStatuses = ["SETTLED", "EXCESSIVELY_REFUNDED", "refunded", "", "08"] as const

/** The statuses known for an operation. */
export const knownStatuses = (operation: JournaledOperation): ReadonlyArray<string> =>
  operation === "qrisRefund" ? qrisStatuses : orderStatuses

/** What was seen of a payment. */
export const seen = (status: string, paidAmount?: number): Seen => ({
  at: 0,
  status,
  ...(paidAmount === undefined ? {} : { paidAmount })
})

/** How a payment of 100 stood before. */
export const before = (status: string, refunded = 0, paidAmount: number | undefined = 100): Before => ({
  ...seen(status, paidAmount),
  refunded,
  done: refunded === 0 ? 0 : 1
})

/** What a mutation ended with: no clear answer, for this reason. */
export const unclear = (
  reason: "in-progress" | "duplicate" | "timeout",
  responseCode?: string
): NonNullable<Question["error"]> => ({
  _tag: "OutcomeUnknown",
  operation: "refund",
  detail: "no clear answer",
  nextStep: "ask",
  safeToRetry: false,
  reason,
  ...(responseCode === undefined ? {} : { responseCode })
})

/** Evidence that is not the first. */
export const evidence = (some: Partial<Evidence>): Evidence => ({ ...noEvidence, ...some })
