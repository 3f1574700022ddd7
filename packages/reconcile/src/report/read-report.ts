import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { ReportRefused } from "../ReconcileError.ts"
import type { WorkspaceFailed } from "../ReconcileError.ts"
import { readTable } from "../table/read-table.ts"
import { isBlank } from "../table/Row.ts"
import type { Row } from "../table/Row.ts"
import { findColumns } from "./columns.ts"
import type { Mapping } from "./Mapping.ts"
import { makeLineReader, readLine } from "./read-line.ts"
import type { LineReader } from "./read-line.ts"
import type { ReportItem } from "./ReportLine.ts"

/** A report and how it is read. */
export interface ReportOptions<E = never, R = never> {
  /** The bytes of a CSV or XLSX file; which of the two, its first bytes say. */
  readonly report: Stream.Stream<Uint8Array, E, R>
  readonly mapping: Mapping
  /** Where a workbook is kept while it is read; the system's temporary folder unless given. */
  readonly directory?: string
}

/** Stands behind the last row: a header that never came is found. */
const end = undefined

const noHeader = (line: number): ReportRefused =>
  new ReportRefused({
    reason: "mapping",
    detail: `the report has no line ${line}, where the header should be`,
    nextStep: "Give the line with the columns' names in the mapping."
  })

const withoutHeader: Row = { line: 0, cells: [] }

const start = (mapping: Mapping, header: Row): Effect.Effect<LineReader, ReportRefused> =>
  Effect.map(findColumns(mapping, header), (places) => makeLineReader(mapping, places))

const isFilled = (row: Row): boolean => row.cells.some((cell) => !isBlank(cell))

/** The reader once the header was seen, and what the rows behind it say. */
type Step = readonly [LineReader | undefined, ReadonlyArray<ReportItem>]

const readRows = (mapping: Mapping) =>
(
  known: LineReader | undefined,
  rows: ReadonlyArray<Row | typeof end>
): Effect.Effect<Step, ReportRefused> =>
  Effect.gen(function*() {
    const { headerLine = 1 } = mapping
    let reader = known ?? (headerLine === 0 ? yield* start(mapping, withoutHeader) : undefined)
    const items: Array<ReportItem> = []
    for (const row of rows) {
      if (row === end) {
        if (reader === undefined) return yield* noHeader(headerLine)
      } else if (reader !== undefined) {
        if (isFilled(row)) items.push(readLine(reader, row))
      } else if (row.line >= headerLine) {
        if (row.line > headerLine) return yield* noHeader(headerLine)
        reader = yield* start(mapping, row)
      }
    }
    return [reader, items] satisfies Step
  })

/**
 * The lines of a report, in order: each is read, ignored as the mapping says, or unreadable with all that is wrong.
 *
 * Only lines without any text are left out. What stands above the header is not read. Errors: `ReportRefused` for a
 * file that is no table or does not fit the mapping; `WorkspaceFailed` where an XLSX file cannot be kept while it is
 * read.
 *
 * @example
 * ```ts
 * import { readReport } from "@openfinpay/finpay-reconcile"
 * import { Effect, Stream } from "effect"
 *
 * const report = Stream.encodeText(Stream.make("Order ID,Amount\nINV-1,22000\nINV-2,22.5\n"))
 * const items = readReport({ report, mapping: { reference: "Order ID", amount: "Amount", kind: "payment" } })
 * Effect.runPromise(Stream.runCollect(Stream.map(items, ({ type }) => type))) // => ["line", "unreadable"]
 * ```
 */
export const readReport = <E, R>(
  { directory, mapping, report }: ReportOptions<E, R>
): Stream.Stream<ReportItem, E | ReportRefused | WorkspaceFailed, R> =>
  report.pipe(
    readTable({ ...mapping, ...(directory === undefined ? {} : { directory }) }),
    Stream.concat(Stream.succeed(end)),
    Stream.mapAccumArrayEffect((): LineReader | undefined => undefined, readRows(mapping))
  )
