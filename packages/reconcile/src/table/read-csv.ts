import * as Csv from "effect/encoding/Csv"
import * as Stream from "effect/Stream"
import { ReportRefused } from "../ReconcileError.ts"
import { decodeText } from "./decode-text.ts"
import type { Encoding } from "./decode-text.ts"
import type { Row } from "./Row.ts"

/** What may stand between two cells. */
export const delimiters = [",", ";", "\t"] as const

/** What may stand between two cells. */
export type Delimiter = typeof delimiters[number]

/** How a text file is a table. */
export interface CsvOptions {
  readonly delimiter?: Delimiter
  readonly encoding?: Encoding
}

/** More than any row of a report has. A quote that is never closed ends here, not when the memory is full. */
const maxRecordSize = 1024 * 1024

const lineBreak = /\r\n|\r|\n/gu

/** A cell in quotes may hold line breaks: the next row begins as many lines further down. */
const breaksIn = (cells: ReadonlyArray<string>): number => {
  let breaks = 0
  for (const cell of cells) {
    if (cell.includes("\n") || cell.includes("\r")) breaks += cell.match(lineBreak)?.length ?? 0
  }
  return breaks
}

const refused = (error: Csv.CsvError): ReportRefused =>
  new ReportRefused({
    reason: error.kind === "RecordSize" ? "too-large" : "syntax",
    line: error.line,
    detail: error.kind === "RecordSize"
      ? "a row is longer than 1 MiB; a quote that is never closed looks like this"
      : `${error.message.toLowerCase()}${error.column === undefined ? "" : `, in column ${error.column}`}`,
    nextStep: "Mend that line, or save the file as CSV anew."
  })

/**
 * The rows of a CSV file as RFC 4180 has it: quotes, doubled quotes, line breaks in quotes, LF, CRLF or CR.
 *
 * An empty line is a row with one empty cell. Broken quotes end the reading: where the next row begins is not known.
 */
export const readCsv =
  ({ delimiter = ",", encoding = "utf-8" }: CsvOptions = {}) =>
  <E, R>(bytes: Stream.Stream<Uint8Array, E, R>): Stream.Stream<Row, E | ReportRefused, R> =>
    bytes.pipe(
      decodeText(encoding),
      Stream.pipeThroughChannel(Csv.decodeString<E | ReportRefused>({ delimiter, maxRecordSize })),
      Stream.mapError((error) => Csv.isCsvError(error) ? refused(error) : error),
      Stream.mapAccumArray(() => 1, (first, records) => {
        let line = first
        const rows = records.map((cells): Row => {
          const row = { line, cells }
          line += 1 + breaksIn(cells)
          return row
        })
        return [line, rows]
      })
    )
