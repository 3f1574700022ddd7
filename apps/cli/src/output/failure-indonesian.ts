/**
 * Failures in Indonesian. Those of our packages have English messages, for scripts and logs, so what happened and what to
 * do is said here by what they are: their tag, their reason and Finpay's code. Never by their message.
 */
import { parseResponseCode } from "@openfinpay/finpay-core"
import type { FinpayError, OutcomeUnknown, Subject, Unavailable } from "@openfinpay/finpay-core"
import type { JournalUnavailable, SimilarUnderWay } from "@openfinpay/finpay-journal"
import type { Failure } from "../failure.ts"
import { snapTokenAdvice } from "../snap-token-advice.ts"
import { callbackRefusedText, callbackUnsignableText } from "./callback-indonesian.ts"
import { stateMeanings } from "./mutation-states.ts"
import { operationText } from "./operation.ts"
import { qrisRefusedText } from "./qris-indonesian.ts"
import { settingProblemText } from "./setting-indonesian.ts"

/** A failure for somebody who reads Indonesian. */
export interface Told {
  readonly what: string
  readonly nextStep?: string | undefined
  /** What the packages say of it, in English. */
  readonly detail?: string | undefined
}

/** What to do about a code of Finpay. */
const adviceOn: Readonly<Record<Subject, string>> = {
  none: "Tidak ada yang perlu dilakukan.",
  request: "Perbaiki isian yang disebut, lalu kirim lagi.",
  credentials: "Periksa merchant id dan kuncinya (atau klien, kunci, dan jam SNAP) untuk lingkungan ini.",
  token: "Minta access token baru, lalu kirim lagi.",
  permission: "Minta Finpay mengaktifkannya untuk merchant ini; mengirim ulang tidak mengubah apa pun.",
  address: "Periksa alamat dan jalurnya; mengirim ulang ke sana tidak mengubah apa pun.",
  missing: "Periksa nomor pesanan atau referensinya, dan apakah pembayarannya sudah masuk.",
  state: "Periksa status pembayaran: statusnya tidak mengizinkan operasi ini.",
  amount: "Bandingkan jumlahnya dengan yang dibayar dan sisa yang dapat dikembalikan.",
  declined: "Tanyakan alasannya kepada Finpay atau bank pembayar sebelum mencoba lagi.",
  rate: "Tunggu sebentar, lalu kirim lagi.",
  duplicate: "Tanyakan hasil permintaan sebelumnya; jangan kirim dengan referensi baru.",
  server: "Tanyakan hasilnya sebelum melakukan hal lain pada pesanan ini."
}

const subjectOf = ({ responseCode }: FinpayError): Subject | undefined =>
  responseCode === undefined ? undefined : parseResponseCode(responseCode)?.subject

const notProcessed =
  "Tidak ada yang diproses. Periksa alamat dan jaringan, lalu coba lagi; untuk simulator, jalankan dulu: finpay simulate."
const askAgain = "Panggilan ini tidak mengubah apa pun; boleh diulang."

const unavailable: Readonly<Record<Unavailable["reason"], readonly [what: string, nextStep: string]>> = {
  "refused": ["Finpay menolak sambungan", notProcessed],
  "name-not-found": ["Alamat Finpay tidak ditemukan", notProcessed],
  "tls": ["Sambungan aman (TLS) ke Finpay gagal", notProcessed],
  "connect-timeout": ["Finpay tidak dapat dihubungi tepat waktu", notProcessed],
  "timeout": ["Finpay tidak menjawab tepat waktu", askAgain],
  "connection-lost": ["Sambungan ke Finpay terputus", askAgain],
  "server-error": ["Server Finpay bermasalah", askAgain],
  "in-progress": ["Finpay masih mengerjakannya", "Tanyakan lagi sebentar lagi."],
  "token-unavailable": [
    "Access token SNAP tidak dapat diperoleh",
    "Panggilan itu sendiri tidak dikirim. Periksa kredensial dan kunci SNAP, lalu coba lagi."
  ],
  "interrupted": ["Tertahan sebelum sempat dikirim", "Tidak ada yang dikirim; minta lagi."]
}

/** What a failure of a call was, and what to do where Finpay gave no code. */
const unanswered: Readonly<
  Record<Exclude<FinpayError["_tag"], "Unavailable" | "OutcomeUnknown">, readonly [what: string, nextStep: string]>
> = {
  InvalidRequest: ["Permintaan tidak dapat dipakai", "Tidak ada yang dikirim; perbaiki isian yang disebut."],
  NotAuthenticated: ["Kredensial tidak diterima", adviceOn.credentials],
  NotPermitted: ["Tidak diizinkan", adviceOn.permission],
  NotFound: ["Tidak ditemukan", adviceOn.missing],
  WrongState: ["Status pembayaran tidak mengizinkannya", `Tidak ada yang dikirim. ${adviceOn.state}`],
  Declined: ["Ditolak", "Tidak ada yang dikirim; periksa yang sudah dikembalikan dari pesanan ini."],
  RateLimited: ["Terlalu banyak panggilan", adviceOn.rate],
  ResponseNotUnderstood: [
    "Jawaban Finpay tidak dapat dipahami",
    "Periksa alamatnya; bila sudah benar, tanyakan lagi dan tunjukkan trace id kepada Finpay."
  ]
}

const detailOf = ({ detail, responseCode }: FinpayError): string =>
  `${detail.replace(/[.\s]+$/u, "")}${responseCode === undefined ? "" : ` (${responseCode})`}`

const secondsToWait = (failure: FinpayError): string =>
  failure._tag === "RateLimited" && failure.retryAfterSeconds !== undefined
    ? ` Finpay meminta menunggu ${failure.retryAfterSeconds} detik.`
    : ""

const callFailed = (failure: Exclude<FinpayError, OutcomeUnknown>): Told => {
  const subject = subjectOf(failure)
  const [what, nextStep] = failure._tag === "Unavailable" ? unavailable[failure.reason] : unanswered[failure._tag]
  const usual = subject === undefined || failure._tag === "Unavailable" ? nextStep : adviceOn[subject]
  const isToken = failure._tag === "NotAuthenticated" && failure.operation === "snapToken"
  const advice = isToken ? snapTokenAdvice : usual
  const { reference } = failure
  const look = failure._tag === "Declined" && subject === undefined && reference !== undefined
    ? ` Lihat: finpay mutations list --order ${reference}`
    : ""
  return {
    what: `${what}: ${operationText(failure.operation, reference)}`,
    nextStep: `${advice}${secondsToWait(failure)}${look}`,
    detail: detailOf(failure)
  }
}

/** An order that was perhaps created can be asked for by its number; of everything else finpay itself says how to ask. */
const howToAsk = ({ nextStep, operation, reference }: OutcomeUnknown): string => {
  if (operation === "initiate" && reference !== undefined) return `Cari tahu dulu: finpay check ${reference}`
  if (operation === "qrisGenerate") return "Bila kode QR itu belum ditampilkan kepada pembayar, buat yang baru."
  return nextStep
}

const outcomeUnknown = (failure: OutcomeUnknown): Told => ({
  what: `HASIL BELUM DIKETAHUI: ${operationText(failure.operation, failure.reference)} mungkin sudah diproses`,
  nextStep: `JANGAN diulang. ${howToAsk(failure)}`,
  detail: detailOf(failure)
})

/** In every one of these cases nothing was sent: what is sent is written down first. */
const journal: Readonly<Record<JournalUnavailable["reason"], readonly [what: string, nextStep: string]>> = {
  "full": ["tempat penyimpanannya penuh", "Sediakan ruang di disk itu, lalu ulangi."],
  "read-only": ["hanya dapat dibaca", "Periksa izin berkas dan disknya, atau peran di servernya."],
  "locked": ["terlalu lama dipakai pihak lain", "Ulangi; bila tetap begitu, cari proses yang mengunci basis datanya."],
  "unreachable": [
    "tidak dapat dihubungi",
    "Periksa tempat dan izin berkasnya, atau apakah basis datanya berjalan, serta alamat, nama, dan kata sandinya."
  ],
  "newer": ["dibuat oleh versi yang lebih baru", "Pasang versi itu atau yang lebih baru; tidak ada yang diubah."],
  "damaged": [
    "rusak, atau bukan basis data",
    "Hentikan semua pemakainya, simpan salinannya apa adanya, dan pulihkan cadangan terakhir yang lolos audit verify, " +
    "lalu cocokkan dengan Finpay sebelum mengirim apa pun."
  ],
  "failed": ["menolak yang diminta", "Ulangi; bila tetap begitu, laporkan beserta rinciannya."]
}

const journalUnavailable = ({ detail, reason }: JournalUnavailable): Told => {
  const [what, nextStep] = journal[reason]
  return { what: `Jurnal tidak dapat dipakai: ${what}`, nextStep: `Tidak ada yang dikirim. ${nextStep}`, detail }
}

const stateOf = (state: string): string =>
  Object.hasOwn(stateMeanings, state) ? `${state} (${stateMeanings[state as keyof typeof stateMeanings]})` : state

const similar: Readonly<Record<SimilarUnderWay["reason"], string>> = {
  "under-way": "melakukan hal yang sama dan keadaannya",
  "done": "sudah melakukan hal yang sama dan keadaannya",
  "refund-no": "memakai partnerRefundNo yang sama dan keadaannya"
}

const noMutation = (id: string): string => {
  // The journal looks for keys too, and says so in place of the id.
  const key = /^with the key (.*)$/su.exec(id)?.[1]
  return key === undefined ? `Tidak ada mutasi ${id}` : `Tidak ada mutasi dengan kunci ${key}`
}

const servingFailed = ({ code, host, port, reason }: Extract<Failure, { _tag: "ServeError" }>): Told => {
  const at = `${host}:${port}`
  if (reason === "not-loopback") {
    return {
      what: `${at} dapat dicapai dari komputer lain`,
      nextStep: "Pilih 127.0.0.1, atau izinkan dengan --allow-non-loopback."
    }
  }
  return code === "EADDRINUSE"
    ? {
      what: `${at} sedang dipakai; mungkin simulator lain berjalan di sana`,
      nextStep: "Pilih port lain, atau 0 untuk port bebas mana pun."
    }
    : { what: `Tidak dapat menunggu di ${at}`, detail: code }
}

const reportReasons: Readonly<Record<Extract<Failure, { _tag: "ReportRefused" }>["reason"], string>> = {
  "not-a-table": "Bukan tabel yang dapat dibaca; ekspor ulang laporannya.",
  "encoding": "Simpan sebagai CSV UTF-8, atau sebutkan pengodeannya (windows-1252).",
  "syntax": "Perbaiki baris itu, atau simpan ulang berkasnya sebagai CSV.",
  "mapping": "Periksa pemetaan kolomnya.",
  "too-large": "Perbaiki baris itu, atau simpan ulang berkasnya sebagai CSV."
}

/** What happened and what to do, for every failure that a command can end with. */
export const inIndonesian = (failure: Failure): Told => {
  switch (failure._tag) {
    case "InvalidRequest":
    case "NotAuthenticated":
    case "NotPermitted":
    case "NotFound":
    case "WrongState":
    case "Declined":
    case "RateLimited":
    case "Unavailable":
    case "ResponseNotUnderstood":
      return callFailed(failure)
    case "OutcomeUnknown":
      return outcomeUnknown(failure)
    case "JournalUnavailable":
      return journalUnavailable(failure)
    case "KeyReused":
      return {
        what: `Kunci ${failure.key} milik permintaan lain, ${failure.mutationId}`,
        nextStep: "Tidak ada yang dikirim."
      }
    case "SimilarUnderWay":
      return {
        what: `${failure.mutationId} ${similar[failure.reason]} ${stateOf(failure.state)}`,
        nextStep: "Tidak ada yang dikirim."
      }
    case "MutationNotFound":
      return { what: noMutation(failure.id) }
    case "NotInState":
      return {
        what: failure.state === "closed"
          ? `${failure.id} sudah ditutup`
          : `Tidak dapat dilakukan: keadaan ${failure.id} ${stateOf(failure.state)}`,
        detail: failure.detail
      }
    case "NotApplied":
      return {
        what: `Tidak dikerjakan: ${operationText(failure.operation, failure.reference)}: ${failure.detail}`,
        nextStep: failure.nextStep
      }
    case "NotYetSent":
      return {
        what: `Belum dikirim: ${operationText(failure.operation, failure.reference)}: ${failure.detail}`,
        nextStep: failure.nextStep
      }
    case "ConfigurationProblem":
      return {
        what: `Pengaturan: ${failure.problems.map(settingProblemText).join("; ")}`,
        nextStep: "Lihat finpay help settings."
      }
    case "QrisRefused":
      return { what: qrisRefusedText(failure), detail: failure.message }
    case "CallbackRefused":
      return { what: callbackRefusedText(failure) }
    case "CallbackUnsignable":
      return { what: callbackUnsignableText(failure) }
    case "ServeError":
      return servingFailed(failure)
    case "SimulatorOptionsError":
      return {
        what: `Simulator tidak dapat dijalankan: --${failure.field} tidak dapat dipakai`,
        detail: failure.problem
      }
    case "SimulatorRefused":
      return { what: "Simulator tidak melakukannya; tidak ada yang diubah", detail: failure.message }
    case "ReportRefused":
      return {
        what: `Laporan tidak dapat dibaca${failure.line === undefined ? "" : ` pada baris ${failure.line}`}`,
        nextStep: reportReasons[failure.reason],
        detail: failure.detail
      }
    case "WorkspaceFailed":
      return {
        what: "Folder sementara tidak dapat dipakai",
        nextStep: "Kosongkan sebagian ruangnya, atau pakai folder lain.",
        detail: failure.detail
      }
    // Written by finpay in the language of the process.
    case "UsageError":
    case "OverRefundLimit":
    case "SimulatorUnavailable":
    case "CannotListen":
    case "ReceiverFailed":
    case "StillOpen":
      return { what: failure.message }
    // Told before they come here, or never.
    case "EndWith":
    case "PipeClosed":
    case "ShowHelp":
    case "UnrecognizedOption":
    case "DuplicateOption":
    case "MissingOption":
    case "MissingArgument":
    case "UnexpectedArgument":
    case "InvalidValue":
    case "UnknownSubcommand":
    case "ValidationError":
    case "UserError":
      return { what: failure.message }
  }
}
