import { type QrisStatus, qrisStatuses } from "@openfinpay/finpay-core"

const isListed = (status: QrisStatus): status is keyof typeof qrisStatuses => Object.hasOwn(qrisStatuses, status)

/** A status of a QRIS payment with its name, where it has one. */
export const qrisStatusText = (status: QrisStatus): string =>
  isListed(status) ? `${status}: ${qrisStatuses[status].name}` : `${status}: a status finpay does not know`
