import type { FaultKind } from "@openfinpay/finpay-simulator"
import { say } from "../language.ts"

/** Kinds of faults that belong together, each kind in one line. */
export interface FaultGroup {
  readonly heading: string
  readonly kinds: Readonly<Partial<Record<FaultKind, string>>>
}

const before = {
  "connection-refused": say("nobody takes the call", "tidak ada yang menerima panggilan"),
  "connection-reset": say("the connection breaks", "sambungan putus"),
  "silence": say("no answer ever", "tidak pernah dijawab"),
  "internal-error": say("HTTP 500, code 500xx00", "HTTP 500, kode 500xx00"),
  "service-unavailable": say("HTTP 503, try again later", "HTTP 503, coba lagi nanti"),
  "too-many-requests": say("HTTP 429, too many calls", "HTTP 429, terlalu banyak panggilan"),
  "bad-gateway": say("HTTP 502, a page of a proxy", "HTTP 502, halaman dari proxy"),
  "stale-token": say("QRIS: the access token is not valid any more", "QRIS: access token tidak berlaku lagi"),
  "clock-skew": say("QRIS: Finpay's clock is off", "QRIS: jam Finpay tidak tepat")
} as const

const after = {
  "lost-answer": say("no answer arrives", "jawabannya tidak sampai"),
  "cut-answer": say("the answer breaks off", "jawabannya terputus di tengah"),
  "no-answer": say("no answer ever, the connection stays open", "tidak pernah dijawab, sambungan tetap terbuka"),
  "error-after": say("HTTP 500, code 500xx00", "HTTP 500, kode 500xx00"),
  "external-error-after": say("HTTP 500, code 500xx02", "HTTP 500, kode 500xx02"),
  "timeout-after": say("HTTP 504, code 504xx00", "HTTP 504, kode 504xx00"),
  "bad-gateway-after": say("HTTP 502, a page of a proxy", "HTTP 502, halaman dari proxy"),
  "html-after": say("HTTP 200 with a web page", "HTTP 200 dengan halaman web"),
  "empty-answer": say("HTTP 200 with nothing in it", "HTTP 200 tanpa isi"),
  "truncated-json": say("the JSON ends in the middle", "JSON berakhir di tengah"),
  "invalid-utf8": say("bytes that are no text", "byte yang bukan teks"),
  "huge-answer": say("10 MB of JSON", "JSON sebesar 10 MB"),
  "no-code": say("no responseCode", "tanpa responseCode"),
  "wrong-code": say("a responseCode that is none", "responseCode yang bukan kode"),
  "ok-status-error-code": say("HTTP 200 with an error's code", "HTTP 200 dengan kode kesalahan"),
  "error-status-ok-code": say("HTTP 500 with a success code", "HTTP 500 dengan kode berhasil"),
  "redirect-after": say("HTTP 307, which asks to send it again", "HTTP 307, yang meminta dikirim lagi"),
  "carried-out-late": say("done only after a while", "baru dikerjakan setelah beberapa lama"),
  "in-progress": say("a refund is in progress, done later", "pengembalian dana diproses, lalu berhasil"),
  "in-progress-fails": say("a refund is in progress, fails later", "pengembalian dana diproses, lalu gagal"),
  "slow-answer": say("the right answer, late", "jawaban yang benar, terlambat"),
  "trickling-answer": say("the right answer, in small pieces", "jawaban yang benar, sepotong demi sepotong")
} as const

const callback = {
  "callback-lost": say("never sent", "tidak pernah dikirim"),
  "callback-duplicate": say("sent twice", "dikirim dua kali"),
  "callback-late": say("sent late", "dikirim terlambat"),
  "callback-reordered": say("sent after the next one", "dikirim setelah yang berikutnya"),
  "callback-forged": say("signed with a wrong key", "ditandatangani dengan kunci yang salah"),
  "callback-unsigned": say("without a signature", "tanpa tanda tangan"),
  "callback-float-amount": say("its amount is written 22000.0", "jumlahnya ditulis 22000.0"),
  "callback-wrong-amount": say("rightly signed, one rupiah less", "tanda tangannya benar, kurang satu rupiah")
} as const

/** Every kind of fault; the simulator itself is not loaded for a page of help. */
export const faultMeanings: Readonly<Record<FaultKind, string>> = { ...before, ...after, ...callback }

/** The kinds by what becomes of the request. */
export const faultGroups: ReadonlyArray<FaultGroup> = [
  { heading: say("The request is not carried out", "Permintaan tidak dikerjakan"), kinds: before },
  { heading: say("It is carried out, and the answer:", "Permintaan dikerjakan, dan jawabannya:"), kinds: after },
  { heading: say("The callback is:", "Callback-nya:"), kinds: callback }
]
