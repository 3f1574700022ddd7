import { type QrisStatus, qrisStatuses } from "@openfinpay/finpay-core"
import { say } from "../language.ts"

const isListed = (status: QrisStatus): status is keyof typeof qrisStatuses => Object.hasOwn(qrisStatuses, status)

const names: Readonly<Record<keyof typeof qrisStatuses, string>> = {
  "00": say(qrisStatuses["00"].name, "berhasil"),
  "01": say(qrisStatuses["01"].name, "dibuat"),
  "02": say(qrisStatuses["02"].name, "sedang dibayar"),
  "03": say(qrisStatuses["03"].name, "tertunda"),
  "04": say(qrisStatuses["04"].name, "dana dikembalikan"),
  "05": say(qrisStatuses["05"].name, "dibatalkan"),
  "06": say(qrisStatuses["06"].name, "gagal"),
  "07": say(qrisStatuses["07"].name, "tidak ditemukan")
}

/** A status of a QRIS payment with its name, where it has one. */
export const qrisStatusText = (status: QrisStatus): string =>
  isListed(status)
    ? `${status}: ${names[status]}`
    : say(`${status}: a status finpay does not know`, `${status}: status yang tidak dikenal finpay`)
