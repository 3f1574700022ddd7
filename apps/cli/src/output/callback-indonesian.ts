import type { CallbackRefused, CallbackUnsignable } from "@openfinpay/finpay-core"

const refused: Readonly<Record<CallbackRefused["reason"], string>> = {
  "not-bytes": "Body bukan byte: berikan byte permintaan persis seperti saat tiba.",
  "too-large": "Body lebih besar dari yang diizinkan.",
  "not-utf8": "Body bukan UTF-8 yang sah: berikan byte persis seperti saat tiba, tanpa dikodekan ulang.",
  "not-json": "Body bukan teks JSON: periksa yang dikirim; Finpay mengirim satu objek JSON dan tidak ada yang lain.",
  "too-deep": "Body bersarang lebih dalam dari yang dapat ditulis PHP, jadi bukan kiriman Finpay: jawab 400.",
  "not-an-object": "Body berupa JSON tetapi bukan objek: Finpay mengirim satu objek JSON; jawab 400.",
  "duplicate-member": "Body memuat anggota yang sama dua kali, sehingga dapat dibaca berbeda: jawab 400.",
  "no-signature": "Body tidak memuat \"signature\" di tingkat teratas: bukan callback Finpay; jawab 400.",
  "two-signatures": "Body memuat lebih dari satu \"signature\" di tingkat teratas: jawab 400.",
  "bad-signature-format": "Tanda tangan bukan 128 digit heksadesimal huruf kecil: bukan callback Finpay; jawab 400.",
  "no-key": "Merchant Key kosong, dan dengan kunci kosong siapa pun dapat menandatangani: isi kuncinya dulu.",
  "mismatch":
    "Tanda tangan tidak cocok dengan body dan kunci ini: periksa apakah Merchant Key berasal dari lingkungan " +
    "yang mengirim (sandbox dan production berbeda) dan body tidak berubah; bila sudah benar, ini palsu.",
  "unexpected-shape":
    "Tanda tangannya benar, tetapi body bukan pemberitahuan pembayaran yang dikenal: tanyakan status " +
    "pembayarannya kepada Finpay."
}

/** Why a callback is refused, and what to do about it. */
export const callbackRefusedText = ({ fields, offset, reason }: CallbackRefused): string => {
  const where = offset === undefined ? "" : ` (Pada karakter ${offset}.)`
  const which = fields === undefined ? "" : ` (Anggota: ${fields.join(", ")}.)`
  return `${refused[reason]}${where}${which}`
}

const unsignable = (path: string): Readonly<Record<CallbackUnsignable["reason"], string>> => ({
  "no-key": "Merchant Key kosong: isi dulu sebelum menandatangani callback.",
  "has-signature": "Sudah ada anggota \"signature\": hapus, penandatanganan menambahkannya.",
  "not-json": `${
    path === "" ? "Masukan" : path
  } bukan nilai JSON: pakai null, boolean, angka, string, larik, dan objek.`,
  "not-an-object": "Masukan berupa JSON tetapi bukan objek: sebuah callback memiliki anggota.",
  "duplicate-member": `Anggota ${JSON.stringify(path)} ada dua kali dalam satu objek: hapus salah satu.`
})

/** Why a payload cannot be signed. */
export const callbackUnsignableText = ({ path, reason }: CallbackUnsignable): string => unsignable(path)[reason]
