import type { KnownEntry } from "../Known.ts"
import { problemsInEnglish } from "../report/cell-problem.ts"
import type { ProblemCode } from "../report/cell-problem.ts"
import type { Kind, Outcome } from "../report/ReportLine.ts"
import type { Verdict } from "../Result.ts"
import { problemsInIndonesian } from "./problems-in-indonesian.ts"

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
  readonly perhapsUnreadable: string
  readonly notAtFinpay: string
  readonly finpayFailed: (problem: string) => string
  readonly repeats: (line: number) => string
  readonly notKept: string
  /** How our records say that an entry stands. */
  readonly state: (entry: Pick<KnownEntry, "outcome" | "state">) => string
  /** What is wrong with a cell, in words that follow the column's name. */
  readonly problems: Readonly<Record<ProblemCode, (about: string) => string>>
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
  perhapsUnreadable: "Perhaps in the report: it may stand in a line that could not be read.",
  notAtFinpay: "Finpay does not know it.",
  finpayFailed: (problem) => `Finpay did not say: ${problem}`,
  repeats: (line) => `Says the same as line ${line}; our records have no second one. Did the money move twice?`,
  notKept: "Our records do not keep this kind.",
  state: ({ outcome, state }) =>
    state === "closed" ? `closed (${outcome === "done" ? "applied" : "not applied"})` : state,
  problems: problemsInEnglish
}

/** The journal's words, which stay as they are: commands and programs know them. */
const stateMeanings: Readonly<Record<string, string>> = {
  accepted: "belum dikirim",
  sending: "sedang dikirim",
  succeeded: "sudah dikerjakan",
  rejected: "tidak dikerjakan",
  unknown: "belum diketahui",
  not_applied: "tidak dikerjakan",
  needs_review: "perlu diputuskan"
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
  perhapsUnreadable: "Mungkin ada di laporan, pada baris yang tidak terbaca.",
  notAtFinpay: "Tidak dikenal oleh Finpay.",
  finpayFailed: (problem) => `Finpay tidak menjawab: ${problem}`,
  repeats: (line) => `Sama dengan baris ${line}; di catatan kita hanya ada satu. Apakah uangnya berpindah dua kali?`,
  notKept: "Catatan kita tidak memuat jenis ini.",
  state: ({ outcome, state }) => {
    const closed = outcome === "done" ? "sudah dikerjakan" : "tidak dikerjakan"
    const meaning = state === "closed" ? closed : stateMeanings[state]
    return meaning === undefined ? state : `${state} (${meaning})`
  },
  problems: problemsInIndonesian
}

/** What exports say, by language. */
export const words: Readonly<Record<Language, Words>> = { en, id }
