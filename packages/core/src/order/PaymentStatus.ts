import { openString } from "../schema/open-string.ts"

/** What is known of one payment status: has money come in, and can the status still change? */
interface StatusFacts {
  readonly paid: boolean
  readonly final: boolean
  readonly meaning: string
}

/**
 * The statuses Finpay is known to send, with what each of them says.
 *
 * `paid` answers "did the payer's money arrive at some time" (so `REFUNDED` was paid); `final` answers "can nothing
 * follow any more". Sources: Finpay docs, status list (its rows after 13 are unknown); `EXPIRED` from Finpay's own shop
 * plugin. `PARTIALLY_CAPTURED` is paid in part and therefore in neither column of {@link isPaid}.
 */
export const paymentStatuses = {
  PAID: { paid: true, final: false, meaning: "money moved from the payer to the merchant" },
  CAPTURED: { paid: true, final: false, meaning: "card money was taken" },
  PARTIALLY_REFUNDED: { paid: true, final: false, meaning: "part of the money was given back" },
  REFUNDED: { paid: true, final: true, meaning: "all of the money was given back" },
  CANCELLED: { paid: false, final: true, meaning: "cancelled before it was paid, or paid and voided: nothing is kept" },
  FAILURE: { paid: false, final: true, meaning: "declined or rejected" },
  EXPIRED: { paid: false, final: true, meaning: "the time to pay ran out" },
  REQUEST_INITIATED: { paid: false, final: false, meaning: "the order exists and nobody has paid" },
  INITIATED: { paid: false, final: false, meaning: "3-D Secure started" },
  AUTHENTICATION_INITIATED: { paid: false, final: false, meaning: "the payer is in the 3-D Secure step" },
  AUTHENTICATED: { paid: false, final: false, meaning: "3-D Secure passed" },
  AUTHORIZED: { paid: false, final: false, meaning: "the amount is held on the card" },
  PENDING: { paid: false, final: false, meaning: "in progress" }
} as const satisfies Record<string, StatusFacts>

/** A status whose meaning is known. */
export type KnownPaymentStatus = keyof typeof paymentStatuses | "PARTIALLY_CAPTURED"

/**
 * The status of a payment: one of the known words, or any other text exactly as Finpay sent it.
 *
 * An unknown status is neither paid nor failed. {@link isPaid} and {@link isFinal} answer `undefined` for it.
 */
export type PaymentStatus = KnownPaymentStatus | (string & {})

const spellings: Readonly<Record<string, KnownPaymentStatus>> = {
  CANCELED: "CANCELLED",
  FAILED: "FAILURE",
  PARTIALLY_CAPTURED: "PARTIALLY_CAPTURED"
}

const isListed = (word: string): word is keyof typeof paymentStatuses => Object.hasOwn(paymentStatuses, word)

const toStatus = (text: string): PaymentStatus => {
  const word = text.trim().toUpperCase()
  if (isListed(word)) return word
  return Object.hasOwn(spellings, word) ? spellings[word] ?? text : text
}

/**
 * Reads a status: known words in any case and their other spellings (`CANCELED`, `FAILED`) become the listed word,
 * anything else is kept as given.
 *
 * @example
 * ```ts
 * import { PaymentStatus } from "@openfinpay/finpay-core"
 * import { Schema } from "effect"
 *
 * Schema.decodeSync(PaymentStatus)("CANCELED") // => "CANCELLED"
 * Schema.decodeSync(PaymentStatus)("ON_FIRE") // => "ON_FIRE"
 * ```
 */
export const PaymentStatus = openString<PaymentStatus>(toStatus)

/**
 * Did the payer's money arrive (even if it went back later)?
 *
 * `undefined` means *don't know*: the status is unknown, or only part was captured. Compare with `=== true` or
 * `=== false`; never read `undefined` as "not paid".
 *
 * @example
 * ```ts
 * import { isPaid } from "@openfinpay/finpay-core"
 *
 * isPaid("CAPTURED") // => true
 * isPaid("REQUEST_INITIATED") // => false
 * isPaid("CHARGEBACK_PROCESSED") // => undefined
 * ```
 */
export const isPaid = (status: PaymentStatus): boolean | undefined =>
  isListed(status) ? paymentStatuses[status].paid : undefined

/**
 * Can nothing follow this status any more?
 *
 * `PAID` and `CAPTURED` are settled outcomes but not final: a refund or a void may follow. `undefined` means *don't
 * know*.
 *
 * @example
 * ```ts
 * import { isFinal } from "@openfinpay/finpay-core"
 *
 * isFinal("REFUNDED") // => true
 * isFinal("PAID") // => false
 * isFinal("CHARGEBACK_PROCESSED") // => undefined
 * ```
 */
export const isFinal = (status: PaymentStatus): boolean | undefined =>
  isListed(status) ? paymentStatuses[status].final : status === "PARTIALLY_CAPTURED" ? false : undefined
