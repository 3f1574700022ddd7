/** What can be wrong with a file of refunds, and with a line of it. */
import type { Language } from "../export/Words.ts"

type Say = (about: string, more: string) => string

const english = {
  "empty": () => "is empty",
  "empty-key": () => "is empty: give each line a key, or leave the column out",
  "no-order": (cell) => `${cell} is not 1 to 30 letters, digits, dashes or underscores`,
  "no-amount": (cell) => `${cell} is not a whole amount in rupiah, such as 22000`,
  "thousands-or-fraction": (cell) => `${cell} may be thousands or a fraction: write it in digits, such as 22000`,
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
  "no-column": (column, names) => `the first line has no column ${column}; it has ${names}`,
  "column-twice": (column) => `the first line has two columns ${column}`,
  "same-key": (line) => `is the same as in line ${line}`,
  "same-refund": (line) =>
    `gives back the same amount of the same order as line ${line}: if both are meant, give each a key of its own in a ` +
    "column key, or say that they are meant again",
  "refunded-before": (mutation, state) =>
    `gives back the same amount of the same order as ${mutation}, which is ${state}: if this one is meant as well, give ` +
    "it a key of its own in a column key, or say that it is meant again",
  "too-many-columns": (most) => `brings the file to more than ${most} different columns`,
  "too-much": () => "makes the total more than can be counted exactly"
} as const satisfies Readonly<Record<string, Say>>

/** What is wrong with a line of refunds, for programs and for other languages: a closed list. */
export type RefundProblemCode = keyof typeof english

const indonesian: Readonly<Record<RefundProblemCode, Say>> = {
  "empty": () => "kosong",
  "empty-key": () => "kosong: beri setiap baris kunci, atau hilangkan kolomnya",
  "no-order": (cell) => `${cell} bukan 1 sampai 30 huruf, angka, tanda hubung, atau garis bawah`,
  "no-amount": (cell) => `${cell} bukan jumlah rupiah bulat, misalnya 22000`,
  "thousands-or-fraction": (cell) =>
    `${cell} bisa berarti ribuan atau pecahan: tulis dengan angka saja, misalnya 22000`,
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
  "no-column": (column, names) => `baris pertama tidak memiliki kolom ${column}; kolomnya ${names}`,
  "column-twice": (column) => `baris pertama memiliki dua kolom ${column}`,
  "same-key": (line) => `sama dengan baris ${line}`,
  "same-refund": (line) =>
    `mengembalikan jumlah yang sama dari pesanan yang sama dengan baris ${line}: jika keduanya memang dimaksud, beri ` +
    "masing-masing kunci sendiri di kolom key, atau nyatakan bahwa pengulangan dimaksud",
  "refunded-before": (mutation, state) =>
    `mengembalikan jumlah yang sama dari pesanan yang sama dengan ${mutation} (${state}): jika baris ini juga dimaksud, ` +
    "beri kunci sendiri di kolom key, atau nyatakan bahwa pengulangan dimaksud",
  "too-many-columns": (most) => `membuat berkas ini berisi lebih dari ${most} kolom yang berbeda`,
  "too-much": () => "membuat jumlah seluruhnya melebihi yang dapat dihitung dengan tepat"
}

const says: Readonly<Record<Language, Readonly<Record<RefundProblemCode, Say>>>> = { en: english, id: indonesian }

/** What is wrong with a line of refunds. */
export interface RefundProblem {
  /** The column it is about; the whole line where it is left out. */
  readonly column?: "order" | "amount" | "key"
  readonly code: RefundProblemCode
  /** What the words speak of, in their order. */
  readonly about: ReadonlyArray<string>
}

/** What is wrong, with what the words speak of. */
export const refundProblem = (
  column: RefundProblem["column"],
  code: RefundProblemCode,
  ...about: ReadonlyArray<string | number>
): RefundProblem => ({ ...(column === undefined ? {} : { column }), code, about: about.map(String) })

/**
 * What is wrong with a line, in words that follow the column's name or, without one, the line.
 *
 * @example
 * ```ts
 * import { tellRefundProblem } from "@openfinpay/finpay-reconcile"
 *
 * tellRefundProblem({ column: "amount", code: "zero", about: [] }) // => "must be at least 1 rupiah"
 * ```
 */
export const tellRefundProblem = ({ about: [about = "", more = ""], code }: RefundProblem, language: Language = "en") =>
  says[language][code](about, more)
