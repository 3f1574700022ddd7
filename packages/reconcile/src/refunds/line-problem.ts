/** What can be wrong with a file of refunds, and with a line of it. */
import * as Schema from "effect/Schema"
import { problemsInIndonesian } from "../export/problems-in-indonesian.ts"
import type { Language } from "../export/Words.ts"
import { problemsInEnglish } from "../report/cell-problem.ts"

type Say = (about: string, more: string, last: string) => string

const english = {
  "empty": problemsInEnglish.empty,
  "empty-key": () => "is empty: give each line a key, or leave the column out",
  "no-order": (cell) => `${cell} is not 1 to 30 letters, digits, dashes or underscores`,
  "text-shortened": problemsInEnglish["text-shortened"],
  "no-amount": problemsInEnglish["no-amount"],
  "thousands-or-fraction": (cell) => `${cell} may be thousands or a fraction: write it in digits, such as 22000`,
  "number-shortened": problemsInEnglish["number-shortened"],
  "fraction": problemsInEnglish.fraction,
  "too-large": problemsInEnglish["too-large"],
  "negative": (cell) => `${cell} is negative`,
  "zero": () => "must be at least 1 rupiah",
  "too-long": (most) => `has more than ${most} characters`,
  "unkeepable": () => "holds a character that cannot be kept",
  "formula": (cell) => `${cell} begins like a formula, and a spreadsheet would change it`,
  "too-wide": (cells, columns) =>
    `has ${cells} cells and the first line ${columns}: write an amount without commas, or in quotes`,
  "fallen-apart": (amount, next) =>
    `${amount} has ${next} behind it: if a comma broke the amount, write it in digits, such as 22000; if that is a cell ` +
    "of its own, make amount the last column",
  "same-key": (line) => `is the same as in line ${line}`,
  "same-refund": (line, again) =>
    `gives back the same amount of the same order as line ${line}: if both are meant, give each a key of its own in a ` +
    `column key, or say ${again}`,
  "refunded-before": (mutation, state, again) =>
    `gives back the same amount of the same order as ${mutation}, which is ${state}: if this one is meant as well, give ` +
    `it a key of its own in a column key, or say ${again}`,
  "too-many-columns": (most) => `brings the file to more than ${most} different columns`,
  "too-much": () => "makes the total more than can be counted exactly",
  "no-column": (column, names) =>
    `there is no column ${column}${
      names === "" ? "" : `, but ${names}`
    }; name the columns order and amount in the first ` +
    "line, and perhaps key",
  "column-twice": (column) => `there are two columns ${column}`,
  "no-file": () => "the file is empty",
  "no-lines": () => "there is no line to refund",
  "not-a-table": (detail) => `${detail}; save it as CSV UTF-8, or as XLSX without a password`,
  "encoding": (detail) => `${detail}; save the file as CSV UTF-8`,
  "syntax": (detail) => `${detail}; mend that line, or save the file as CSV anew`,
  "sheets": (detail) => `${detail}; save the sheet with the refunds as a file of its own`,
  "too-large-file": (detail) => detail
} as const satisfies Readonly<Record<string, Say>>

/** What is wrong with a file of refunds or a line of it, for programs and for other languages: a closed list. */
export type RefundProblemCode = keyof typeof english

const indonesian: Readonly<Record<RefundProblemCode, Say>> = {
  "empty": problemsInIndonesian.empty,
  "empty-key": () => "kosong: beri setiap baris kunci, atau hilangkan kolomnya",
  "no-order": (cell) => `${cell} bukan 1 sampai 30 huruf, angka, tanda hubung, atau garis bawah`,
  "text-shortened": problemsInIndonesian["text-shortened"],
  "no-amount": problemsInIndonesian["no-amount"],
  "thousands-or-fraction": (cell) =>
    `${cell} bisa berarti ribuan atau pecahan: tulis dengan angka saja, misalnya 22000`,
  "number-shortened": problemsInIndonesian["number-shortened"],
  "fraction": problemsInIndonesian.fraction,
  "too-large": problemsInIndonesian["too-large"],
  "negative": (cell) => `${cell} bernilai negatif`,
  "zero": () => "harus paling sedikit 1 rupiah",
  "too-long": (most) => `lebih dari ${most} karakter`,
  "unkeepable": () => "berisi karakter yang tidak dapat disimpan",
  "formula": (cell) => `${cell} diawali seperti rumus, dan akan diubah oleh aplikasi lembar kerja`,
  "too-wide": (cells, columns) =>
    `berisi ${cells} sel sedangkan baris pertama ${columns}: tulis jumlah tanpa koma, atau di dalam tanda kutip`,
  "fallen-apart": (amount, next) =>
    `${amount} diikuti ${next}: jika jumlahnya terpotong koma, tulis dengan angka saja, misalnya 22000; jika itu sel ` +
    "tersendiri, jadikan amount kolom terakhir",
  "same-key": (line) => `sama dengan baris ${line}`,
  "same-refund": (line, again) =>
    `mengembalikan jumlah yang sama dari pesanan yang sama dengan baris ${line}: jika keduanya memang dimaksud, beri ` +
    `masing-masing kunci sendiri di kolom key, atau pakai ${again}`,
  "refunded-before": (mutation, state, again) =>
    `mengembalikan jumlah yang sama dari pesanan yang sama dengan ${mutation} (${state}): jika baris ini juga dimaksud, ` +
    `beri kunci sendiri di kolom key, atau pakai ${again}`,
  "too-many-columns": (most) => `membuat berkas ini berisi lebih dari ${most} kolom yang berbeda`,
  "too-much": () => "membuat jumlah seluruhnya melebihi yang dapat dihitung dengan tepat",
  "no-column": (column, names) =>
    `tidak ada kolom ${column}${names === "" ? "" : `, hanya ${names}`}; beri nama kolom order dan amount di baris ` +
    "pertama, dan bila perlu key",
  "column-twice": (column) => `ada dua kolom ${column}`,
  "no-file": () => "berkas ini kosong",
  "no-lines": () => "tidak ada baris untuk dikembalikan",
  "not-a-table": () =>
    "bukan berkas CSV atau XLSX yang dapat dibaca; simpan sebagai CSV UTF-8, atau sebagai XLSX tanpa kata sandi",
  "encoding": () => "ada karakter yang bukan UTF-8; simpan sebagai CSV UTF-8",
  "syntax": () => "tanda kutipnya tidak sesuai aturan CSV; perbaiki baris itu, atau simpan lagi sebagai CSV",
  "sheets": () => "ada lebih dari satu lembar; simpan lembar pengembalian dana sebagai berkas tersendiri",
  "too-large-file": () => "ada baris yang terlalu panjang; tanda kutip yang tidak ditutup terlihat seperti ini"
}

const says: Readonly<Record<Language, Readonly<Record<RefundProblemCode, Say>>>> = { en: english, id: indonesian }

const isCode = (text: string): text is RefundProblemCode => Object.hasOwn(english, text)

/** What is wrong with a file of refunds, or with a line of it. */
export interface RefundProblem {
  /** The column it is about; the whole line or file where it is left out. */
  readonly column?: "order" | "amount" | "key"
  readonly code: RefundProblemCode
  /** What the words speak of, in their order. */
  readonly about: ReadonlyArray<string>
}

/**
 * What is wrong, with what the words speak of.
 *
 * @example
 * ```ts
 * import { refundProblem } from "@openfinpay/finpay-reconcile"
 *
 * refundProblem("key", "too-long", 255) // => { column: "key", code: "too-long", about: ["255"] }
 * ```
 */
export const refundProblem = (
  column: RefundProblem["column"],
  code: RefundProblemCode,
  ...about: ReadonlyArray<string | number>
): RefundProblem => ({ ...(column === undefined ? {} : { column }), code, about: about.map(String) })

/** What a report's reader says of an amount, as what is wrong with that of a refund. */
export const amountProblem = (code: string, about: string): RefundProblem =>
  refundProblem("amount", isCode(code) ? code : "no-amount", about)

/**
 * What is wrong, in words that follow the column's name or, without one, the line.
 *
 * Where both are possible, the last of `about` is how a program is told that a repeated refund is meant.
 *
 * @example
 * ```ts
 * import { tellRefundProblem } from "@openfinpay/finpay-reconcile"
 *
 * tellRefundProblem({ column: "amount", code: "zero", about: [] }) // => "must be at least 1 rupiah"
 * ```
 */
export const tellRefundProblem = (
  { about: [about = "", more = "", last = ""], code }: RefundProblem,
  language: Language = "en"
): string => says[language][code](about, more, last)

/** The file cannot be read as refunds. Nothing was taken of it; what is wrong with one line does not end here. */
export class RefundsRefused extends Schema.TaggedError<RefundsRefused>()("RefundsRefused", {
  /** Where it was found: the line of a text file, the row of a sheet; counted from 1. */
  line: Schema.optionalKey(Schema.Int),
  code: Schema.String.pipe(Schema.refine(isCode)),
  /** What the words speak of, in their order. */
  about: Schema.Array(Schema.String)
}) {
  override get message(): string {
    const where = this.line === undefined ? "" : ` at line ${this.line}`
    return `The file of refunds cannot be read${where}: ${tellRefundProblem(this)}.`
  }
}
