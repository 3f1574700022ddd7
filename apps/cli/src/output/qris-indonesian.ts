import type { QrisRefused } from "@openfinpay/finpay-core"

const reasons: Readonly<Record<QrisRefused["reason"], string>> = {
  tooLong: "terlalu panjang",
  noFormatIndicator: "tidak diawali 000201",
  noCrc: "tidak diakhiri CRC",
  wrongCrc: "CRC-nya salah, jadi teksnya berubah atau tidak lengkap",
  badLength: "panjang salah satu bagiannya salah",
  duplicateTag: "salah satu bagiannya ada dua kali",
  missingTag: "salah satu bagiannya tidak ada",
  noAccount: "tidak memuat akun merchant",
  badValue: "isi salah satu bagiannya tidak dapat dipakai",
  notAPayment: "bukan pembayaran QRIS"
}

/** Why a text is no QRIS payment. */
export const qrisRefusedText = ({ expected, found, reason }: QrisRefused): string => {
  const crc = expected === undefined || found === undefined ? "" : `; seharusnya ${expected}, tertulis ${found}`
  return `Teks QRIS tidak dapat dipakai: ${reasons[reason]}${crc}`
}
