/** Plain text for people: aligned fields, small tables, rupiah, times in Western Indonesian time. */
import { type FinpayTime, formatRupiah, type Rupiah } from "@openfinpay/finpay-core"
import * as DateTime from "effect/DateTime"

// Control characters, and the marks that change the direction of text: what Finpay or a payer wrote must not be able to
// rewrite the screen.
const unprintable = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

/** The text with everything a terminal would act on made visible: `\u001b`. */
export const printable = (text: string): string =>
  text.replace(unprintable, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`)

/** A label and its value; `undefined`, `null` and the empty text leave the line out. */
export type Field = readonly [label: string, value: string | null | undefined]

/** One field a line, the values below each other. */
export const fields = (all: ReadonlyArray<Field>): string => {
  const shown = all.flatMap(([label, value]) => (value === undefined || value === null || value === ""
    ? []
    : [{ label, value }])
  )
  const width = Math.max(0, ...shown.map(({ label }) => label.length))
  return shown.map(({ label, value }) => `${label.padEnd(width)}  ${printable(value)}\n`).join("")
}

/** A table with a heading; without rows only the heading. */
export const table = (heading: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>): string => {
  const all = [heading, ...rows.map((row) => row.map(printable))]
  const widths = heading.map((_, column) => Math.max(...all.map((row) => (row[column] ?? "").length)))
  return all
    .map((row) => `${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ").trimEnd()}\n`)
    .join("")
}

/** `Rp 22.000`, where there is an amount. */
export const rupiah = (amount: number | null | undefined): string | undefined =>
  amount === undefined || amount === null ? undefined : formatRupiah(amount as Rupiah)

const wibOffsetMillis = 7 * 3_600_000

/** Milliseconds since 1970 in Western Indonesian time. */
export const wibOf = (millis: number): string => {
  const civil = new Date(millis + wibOffsetMillis).toISOString()
  return `${civil.slice(0, 10)} ${civil.slice(11, 19)} WIB`
}

/** A time of Finpay in Western Indonesian time, or as Finpay wrote it where it is no time. */
export const wib = (time: FinpayTime | null | undefined): string | undefined => {
  if (time === undefined || time === null) return undefined
  return time.instant === undefined ? time.raw : wibOf(DateTime.toEpochMillis(time.instant))
}
