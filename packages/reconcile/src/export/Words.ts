import type { Kind, Outcome } from "../report/ReportLine.ts"
import type { Verdict } from "../Result.ts"

/** The languages of an export: English and Indonesian. */
export const languages = ["en", "id"] as const

/** The language of an export. */
export type Language = typeof languages[number]

/** What an export says in one language. Sentences take amounts as `Rp 22.000` and words of others as they are. */
export interface Words {
  readonly columns: ReadonlyArray<string>
  readonly verdicts: Readonly<Record<Verdict, string>>
  readonly kinds: Readonly<Record<Kind, string>>
  readonly outcomes: Readonly<Record<Outcome, string>>
  readonly summary: string
  readonly lines: string
  readonly totals: ReadonlyArray<string>
  readonly reportSays: (what: string) => string
  readonly recordsSay: (what: string) => string
  readonly finpaySays: (what: string) => string
  readonly notInRecords: string
  readonly notInReport: string
  readonly notAtFinpay: string
  readonly finpayFailed: (problem: string) => string
  readonly repeats: (line: number) => string
  readonly notKept: string
}

const en: Words = {
  columns: [
    "Line",
    "Result",
    "Kind",
    "Reference",
    "Amount in report",
    "Amount in records",
    "Status in report",
    "State in records",
    "Status at Finpay",
    "Date in report",
    "Number in report",
    "Mutation",
    "Note"
  ],
  verdicts: {
    matched: "matched",
    amount_differs: "amount differs",
    status_differs: "status differs",
    missing_here: "missing here",
    missing_there: "missing in the report",
    duplicate_line: "duplicate line",
    not_compared: "not compared",
    unreadable: "unreadable"
  },
  kinds: { payment: "payment", refund: "refund" },
  outcomes: { done: "done", not_done: "not done", unknown: "not decided" },
  summary: "Summary",
  lines: "Lines",
  totals: ["Result", "Kind", "Count", "Rupiah in report", "Rupiah in records"],
  reportSays: (what) => `The report says ${what}.`,
  recordsSay: (what) => `Our records say ${what}.`,
  finpaySays: (what) => `Finpay says ${what}.`,
  notInRecords: "Our records do not have it.",
  notInReport: "The report does not have it.",
  notAtFinpay: "Finpay does not know it.",
  finpayFailed: (problem) => `Finpay did not say: ${problem}`,
  repeats: (line) => `Says the same as line ${line}; our records have no second one. Did the money move twice?`,
  notKept: "Our records do not keep this kind."
}

const id: Words = {
  columns: [
    "Baris",
    "Hasil",
    "Jenis",
    "Referensi",
    "Jumlah di laporan",
    "Jumlah di catatan",
    "Status di laporan",
    "Status di catatan",
    "Status di Finpay",
    "Tanggal di laporan",
    "Nomor di laporan",
    "Mutasi",
    "Keterangan"
  ],
  verdicts: {
    matched: "cocok",
    amount_differs: "jumlah berbeda",
    status_differs: "status berbeda",
    missing_here: "tidak ada di sini",
    missing_there: "tidak ada di laporan",
    duplicate_line: "baris ganda",
    not_compared: "tidak dibandingkan",
    unreadable: "tidak terbaca"
  },
  kinds: { payment: "pembayaran", refund: "pengembalian" },
  outcomes: { done: "berhasil", not_done: "tidak terjadi", unknown: "belum pasti" },
  summary: "Ringkasan",
  lines: "Baris",
  totals: ["Hasil", "Jenis", "Banyaknya", "Rupiah di laporan", "Rupiah di catatan"],
  reportSays: (what) => `Menurut laporan: ${what}.`,
  recordsSay: (what) => `Menurut catatan kita: ${what}.`,
  finpaySays: (what) => `Menurut Finpay: ${what}.`,
  notInRecords: "Tidak ada di catatan kita.",
  notInReport: "Tidak ada di laporan.",
  notAtFinpay: "Tidak dikenal oleh Finpay.",
  finpayFailed: (problem) => `Finpay tidak menjawab: ${problem}`,
  repeats: (line) => `Sama dengan baris ${line}; di catatan kita hanya ada satu. Apakah uangnya berpindah dua kali?`,
  notKept: "Catatan kita tidak memuat jenis ini."
}

/** What exports say, by language. */
export const words: Readonly<Record<Language, Words>> = { en, id }
