import { type PaymentStatus, paymentStatuses } from "@openfinpay/finpay-core"
import { say } from "../language.ts"

type Listed = keyof typeof paymentStatuses

const indonesian: Readonly<Record<Listed, string>> = {
  PAID: "uang sudah berpindah dari pembayar ke merchant",
  CAPTURED: "dana kartu sudah diambil",
  PARTIALLY_REFUNDED: "sebagian dana sudah dikembalikan",
  REFUNDED: "seluruh dana sudah dikembalikan",
  CANCELLED: "dibatalkan sebelum dibayar, atau dibayar lalu di-void: tidak ada uang yang disimpan merchant",
  FAILURE: "ditolak atau gagal",
  EXPIRED: "batas waktu pembayaran sudah lewat",
  REQUEST_INITIATED: "pesanan sudah dibuat dan belum ada yang membayar",
  INITIATED: "3-D Secure dimulai",
  AUTHENTICATION_INITIATED: "pembayar sedang di langkah 3-D Secure",
  AUTHENTICATED: "3-D Secure berhasil",
  AUTHORIZED: "dana ditahan pada kartu",
  PENDING: "sedang diproses"
}

const isListed = (status: string): status is Listed => Object.hasOwn(paymentStatuses, status)

/** What a payment status means, in plain words. */
export const meaningOf = (status: PaymentStatus): string =>
  isListed(status)
    ? say(paymentStatuses[status].meaning, indonesian[status])
    : say("a status finpay does not know", "status yang tidak dikenal finpay")
