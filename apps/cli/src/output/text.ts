/** Text for people: aligned fields and tables that fit the terminal, rupiah, times in Western Indonesian time. */
import { type FinpayTime, formatRupiah, type Rupiah } from "@openfinpay/finpay-core"
import * as DateTime from "effect/DateTime"
import { painted, plain, type Shown } from "./terminal-status.ts"
import { leastWidthOf, widthOf, wrap } from "./terminal-wrap.ts"
import { outputScreen, type Screen } from "./terminal.ts"

// Control characters, separators of lines, and the marks that change the direction of text: what Finpay or a payer wrote
// must not be able to rewrite the screen.
const unprintable = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu

/** The text with everything a terminal would act on made visible: `\u001b`. */
export const printable = (text: string): string =>
  text.replace(unprintable, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`)

const safe = (shown: Shown): Shown =>
  typeof shown === "string"
    ? printable(shown)
    : { tone: shown.tone, word: printable(shown.word), rest: printable(shown.rest) }

const most = (numbers: ReadonlyArray<number>): number => numbers.reduce((one, two) => Math.max(one, two), 0)

const padded = (text: string, width: number): string => text + " ".repeat(Math.max(0, width - widthOf(text)))

/** A label and its value; `undefined`, `null` and the empty text leave the line out. */
export type Field = readonly [label: string, value: Shown | null | undefined]

/** Less than this is no room for a value beside its label. */
const leastRoom = 20

const fieldLines = (label: string, value: Shown, labelWidth: number, screen: Screen): ReadonlyArray<string> => {
  const text = plain(value)
  const room = screen.columns - labelWidth - 2
  const fits = widthOf(text) <= room || (room >= leastRoom && leastWidthOf(text) <= room)
  if (!fits) return [label, ...painted(value, wrap(text, screen.columns - 2), screen).map((line) => `  ${line}`)]
  return painted(value, wrap(text, room), screen)
    .map((line, at) => `${padded(at === 0 ? label : "", labelWidth)}  ${line}`)
}

/**
 * One field a line, the values below each other. On a terminal a long value goes on in the next lines; one that holds
 * more than fits beside its label stands below it.
 */
export const fields = (all: ReadonlyArray<Field>, screen: Screen = outputScreen()): string => {
  const shown = all.flatMap(([label, value]) => (value === undefined || value === null || plain(value) === ""
    ? []
    : [{ label, value: safe(value) }])
  )
  const width = most(shown.map(({ label }) => widthOf(label)))
  return shown.flatMap(({ label, value }) => fieldLines(label, value, width, screen))
    .map((line) => `${line}\n`)
    .join("")
}

/** A row of a table. */
export type TableRow = ReadonlyArray<Shown>

const gap = "  "

/** A column that could be wider is not made narrower than this; less only where the table would fall apart otherwise. */
const leastColumns = [16, 8] as const

interface Column {
  /** What its widest cell takes. */
  readonly natural: number
  /** In less it cannot be shown well. */
  readonly least: number
  /** Amounts and counts: their digits stand below each other. */
  readonly toTheRight: boolean
}

const isNumber = (text: string): boolean => /^(?:Rp )?[\d.]*$/u.test(text)

const columnOf = (title: string, cells: ReadonlyArray<string>, leastColumn: number): Column => {
  const natural = most([title, ...cells].map(widthOf))
  const least = most([title, ...cells].map(leastWidthOf))
  return {
    natural,
    least: Math.max(least, Math.min(natural, leastColumn)),
    toTheRight: cells.some((cell) => cell !== "") && cells.every(isNumber)
  }
}

/** How wide each column is in so many characters: the widest give way first. Nothing where they do not fit. */
const widthsIn = (columns: ReadonlyArray<Column>, room: number): ReadonlyArray<number> | undefined => {
  const within = (cap: number) => columns.map(({ least, natural }) => Math.max(least, Math.min(natural, cap)))
  const isTooWide = (widths: ReadonlyArray<number>) => widths.reduce((sum, width) => sum + width, 0) > room
  let cap = Math.min(room, most(columns.map(({ natural }) => natural)))
  while (cap > 0 && isTooWide(within(cap))) cap -= 1
  return cap === 0 ? undefined : within(cap)
}

const rowLines = (
  row: TableRow,
  columns: ReadonlyArray<Column>,
  widths: ReadonlyArray<number>,
  screen: Screen
): ReadonlyArray<string> => {
  const cells = row.map((cell, at) => {
    const lines = wrap(plain(cell), widths[at] ?? 0)
    return { lines, shown: painted(cell, lines, screen) }
  })
  const height = most(cells.map(({ lines }) => lines.length))
  return Array.from({ length: height }, (_, line) =>
    cells.map(({ lines, shown }, at) => {
      const blanks = " ".repeat(Math.max(0, (widths[at] ?? 0) - widthOf(lines[line] ?? "")))
      return columns[at]?.toTheRight === true ? `${blanks}${shown[line] ?? ""}` : `${shown[line] ?? ""}${blanks}`
    }).join(gap).trimEnd())
}

/**
 * A table with a heading; without rows only the heading.
 *
 * On a terminal it fits: cells go on in the next line, and where even that is too wide each row is shown as fields, one
 * below the other. No cell is ever cut, and no id and no amount is broken.
 */
export const table = (
  heading: ReadonlyArray<string>,
  rows: ReadonlyArray<TableRow>,
  screen: Screen = outputScreen()
): string => {
  const body = rows.map((row) => heading.map((_, at) => safe(row[at] ?? "")))
  const columnsOf = (least: number) =>
    heading.map((title, at) => columnOf(title, body.map((row) => plain(row[at] ?? "")), least))
  const room = screen.columns - gap.length * (heading.length - 1)
  const [comfortable, narrow] = leastColumns
  const columns = columnsOf(comfortable)
  const widths = widthsIn(columns, room) ?? widthsIn(columnsOf(narrow), room)
  if (widths === undefined) {
    if (rows.length === 0) return `${heading.join(gap)}\n`
    return body.map((row) => fields(row.map((cell, at) => [heading[at] ?? "", cell]), screen)).join("\n")
  }
  return [heading, ...body]
    .flatMap((row) => rowLines(row, columns, widths, screen))
    .map((line) => `${line}\n`)
    .join("")
}

/** `Rp 22.000`, where there is an amount. */
export const rupiah = (amount: number | bigint | null | undefined): string | undefined =>
  amount === undefined || amount === null ? undefined : formatRupiah(amount as unknown as Rupiah)

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
