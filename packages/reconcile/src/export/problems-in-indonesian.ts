import type { ProblemCode } from "../report/cell-problem.ts"

/** Indonesian words for everything that can be wrong with a cell; they follow the column's name. */
export const problemsInIndonesian: Readonly<Record<ProblemCode, (about: string) => string>> = {
  "empty": () => "kosong",
  "thousands-or-fraction": (cell) =>
    `${cell} bisa berarti ribuan atau pecahan: sebutkan dalam pemetaan apakah jumlah ditulis cara indonesian (22.000,00) ` +
    "atau plain (22,000.00)",
  "no-amount": (cell) => `${cell} bukan jumlah rupiah, misalnya 22000`,
  "not-indonesian": (cell) => `${cell} tidak ditulis cara indonesian, misalnya 22.000,00`,
  "not-plain": (cell) => `${cell} tidak ditulis cara plain, misalnya 22,000.00`,
  "number-shortened": (cell) =>
    `${cell} dipersingkat oleh program lembar kerja: tampilkan kolomnya sebagai angka dan ekspor lagi`,
  "text-shortened": (cell) =>
    `${cell} dipersingkat oleh program lembar kerja: tampilkan kolomnya sebagai teks dan ekspor lagi`,
  "fraction": (cell) => `${cell} memuat pecahan rupiah`,
  "too-large": (cell) => `${cell} lebih dari 14 angka`,
  "zero": () => "0: tidak ada uang yang berpindah",
  "negative-payment": () => "bertanda minus, padahal baris ini pembayaran",
  "negative-side": () => "bertanda minus: tidak diketahui apakah uang masuk atau keluar",
  "no-side": (other) => `dan ${other} kosong atau 0: tidak ada uang yang berpindah`,
  "both-sides": (other) => `dan ${other} sama-sama terisi`,
  "day-or-month": (cell) =>
    `${cell} bisa diawali hari atau bulan: sebutkan dalam pemetaan apakah tanggal ditulis dmy atau mdy`,
  "no-date": (cell) => `${cell} bukan tanggal, misalnya 2026-11-21`,
  "too-long": (most) => `lebih panjang dari ${most} karakter`,
  "no-meaning": (word) => `${word} tidak diartikan dalam pemetaan`,
  "too-wide": (columns) => `terisi, padahal baris judul hanya memuat ${columns} kolom`
}
