import type { FaultInput } from "@openfinpay/finpay-simulator"

/** The longest a call to Finpay may take, in milliseconds. */
export const callMillis = 2_000

const often = (fault: Omit<FaultInput, "times">): FaultInput => ({ ...fault, times: 1_000_000 })

const changes = ["refund", "void", "cancel", "qrisRefund"]

const ofChanges = changes.flatMap((operation) => [
  often({ kind: "lost-answer", operation, probability: 0.05 }),
  often({ kind: "cut-answer", operation, probability: 0.03 }),
  often({ kind: "error-after", operation, probability: 0.03 }),
  often({ kind: "bad-gateway-after", operation, probability: 0.02 }),
  often({ kind: "no-answer", operation, probability: 0.01 }),
  // The call ends before it is carried out, which is over before anybody could believe that it will not be.
  often({ kind: "carried-out-late", operation, probability: 0.02, delayMillis: callMillis + 500 }),
  often({ kind: "connection-reset", operation, probability: 0.03 }),
  often({ kind: "internal-error", operation, probability: 0.03 }),
  often({ kind: "too-many-requests", operation, probability: 0.02 }),
  often({ kind: "slow-answer", operation, probability: 0.2, delayMillis: 300 })
])

const ofQueries = ["checkStatus", "qrisQuery"].flatMap((operation) => [
  often({ kind: "connection-reset", operation, probability: 0.03 }),
  often({ kind: "service-unavailable", operation, probability: 0.03 }),
  often({ kind: "cut-answer", operation, probability: 0.02 }),
  often({ kind: "slow-answer", operation, probability: 0.1, delayMillis: 200 })
])

/** All that happens between a merchant and Finpay, and much more often. */
export const troubles: ReadonlyArray<FaultInput> = [...ofChanges, ...ofQueries]
