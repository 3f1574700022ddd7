import { openString } from "../schema/open-string.ts"

/**
 * What is known of each `latestTransactionStatus` of SNAP QRIS. Sources: SNAP BI, QR MPM query; Finpay docs, QRIS
 * query; which of them are final is ours.
 */
export const qrisStatuses = {
  "00": { name: "success", paid: true, final: false },
  "01": { name: "initiated", paid: false, final: false },
  "02": { name: "paying", paid: false, final: false },
  "03": { name: "pending", paid: false, final: false },
  "04": { name: "refunded", paid: true, final: true },
  "05": { name: "cancelled", paid: false, final: true },
  "06": { name: "failed", paid: false, final: true },
  // Not final: the provider does not know the payment yet, or knows it under another reference.
  "07": { name: "not found", paid: undefined, final: false }
} as const

/** A QRIS status whose meaning is known. */
export type KnownQrisStatus = keyof typeof qrisStatuses

/** `latestTransactionStatus`: two digits of the list, or any other text exactly as it came. */
export type QrisStatus = KnownQrisStatus | (string & {})

const isListed = (status: string): status is KnownQrisStatus => Object.hasOwn(qrisStatuses, status)

/** Reads a QRIS status and keeps an unknown one as given. */
export const QrisStatus = openString<QrisStatus>((text) => isListed(text.trim()) ? text.trim() : text)

/**
 * Was the QRIS payment paid (even if refunded since)? `undefined` means *don't know*.
 *
 * @example
 * ```ts
 * import { isQrisPaid } from "@openfinpay/finpay-core"
 *
 * isQrisPaid("00") // => true
 * isQrisPaid("03") // => false
 * isQrisPaid("07") // => undefined
 * ```
 */
export const isQrisPaid = (status: QrisStatus): boolean | undefined =>
  isListed(status) ? qrisStatuses[status].paid : undefined

/**
 * Can nothing follow this QRIS status any more? `undefined` means *don't know*.
 *
 * @example
 * ```ts
 * import { isQrisFinal } from "@openfinpay/finpay-core"
 *
 * isQrisFinal("04") // => true
 * isQrisFinal("00") // => false
 * ```
 */
export const isQrisFinal = (status: QrisStatus): boolean | undefined =>
  isListed(status) ? qrisStatuses[status].final : undefined
