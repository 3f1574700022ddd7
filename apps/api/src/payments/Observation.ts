import type { Rupiah } from "@openfinpay/finpay-core"
import type { PaymentKind } from "../contract/payment-kind.ts"
import type { PaymentAnswer } from "./PaymentAnswer.ts"

/** What Finpay answered about a payment, and when it was asked. */
export interface Observation {
  readonly kind: PaymentKind
  /** The order id or, for QRIS, Finpay's number of the payment. */
  readonly reference: string
  /** For QRIS: the merchant's own number of it. */
  readonly partnerReference?: string
  /** When the question left, in milliseconds since 1970. The state it shows is not older. */
  readonly askedAt: number
  /** Left out where the answer does not say it, such as that to a creation. */
  readonly status?: string
  readonly orderAmount?: Rupiah
  readonly paidAmount?: Rupiah
  readonly answer: PaymentAnswer
}

/** An answer about a payment that cannot be true together with what was seen before, and is not believed. */
export interface Contradiction {
  /** The status that is kept. */
  readonly known: string
  /** The status Finpay answered. */
  readonly answered: string
  /** When Finpay was asked. */
  readonly askedAt: number
  /** How often an answer has contradicted. */
  readonly count: number
}

/** A payment as it was seen last. */
export interface KnownPayment extends Observation {
  /** Its place in the list. */
  readonly id: string
  /** How far it was ever seen; see `stageOf`. */
  readonly stage: number
  /** When the question left whose answer first had this status. */
  readonly changedAt: number
  readonly firstSeenAt: number
  /** The last answer that was not believed. */
  readonly contradiction?: Contradiction
}
