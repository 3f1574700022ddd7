import type { JournalUnavailable } from "@openfinpay/finpay-journal"
import { harmless } from "@openfinpay/finpay-reconcile"
import * as Effect from "effect/Effect"
import * as Csv from "effect/encoding/Csv"
import type { HttpServerRequest } from "effect/http/HttpServerRequest"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { setResponseHeaders } from "../http/response-headers.ts"

/** What stands in a cell; an empty one where there is nothing. */
export type CsvCell = string | number | boolean | undefined

/** Some rows, and where the next ones begin. */
export interface RowPage<A> {
  readonly rows: ReadonlyArray<A>
  /** What to ask the next page with; left out on the last one. */
  readonly next?: string | undefined
}

/** A list that is read page by page, and the columns it is written in. */
export interface CsvTable<A, R = never> {
  /** What the file is called, without its ending. */
  readonly name: string
  readonly columns: Readonly<Record<string, (row: A) => CsvCell>>
  /** The rows after a place; the first ones without one. */
  readonly page: (after: string | undefined) => Effect.Effect<RowPage<A>, JournalUnavailable, R>
}

/** Without it spreadsheets take UTF-8 for the old encoding of the system. */
const byteOrderMark = "\uFEFF"

const written = (cell: CsvCell): string => {
  if (cell === undefined) return ""
  // With a NUL a file is no text to most programs.
  return typeof cell === "string" ? harmless(cell).replaceAll("\0", " ") : String(cell)
}

const rowsAfter = <A, R>(
  { page }: CsvTable<A, R>,
  start: string | undefined
): Stream.Stream<A, JournalUnavailable, R> =>
  start === undefined ?
    Stream.empty :
    Stream.paginate(start, (after) =>
      Effect.map(page(after), ({ next, rows }) => [rows, Option.fromUndefinedOr(next)] as const))

/** A list as the bytes of a CSV file: a header, then a row each, one page in memory at a time. */
const bytesOf = <A, R>(table: CsvTable<A, R>, first: RowPage<A>): Stream.Stream<Uint8Array, JournalUnavailable, R> => {
  const columns = Object.values(table.columns)
  return Stream.fromIterable(first.rows).pipe(
    Stream.concat(rowsAfter(table, first.next)),
    Stream.map((row) => columns.map((cell) => written(cell(row)))),
    (rows) => Stream.concat(Stream.succeed(Object.keys(table.columns).map(written)), rows),
    Stream.pipeThroughChannel(Csv.encodeString<JournalUnavailable>({})),
    (text) => Stream.concat(Stream.succeed(byteOrderMark), text),
    Stream.encodeText
  )
}

/** Says that the answer is a file, and what it is called. */
export const asFile = (name: string, type: string): Effect.Effect<void, never, HttpServerRequest> =>
  setResponseHeaders({ "Content-Disposition": `attachment; filename="${name}"`, "Content-Type": type }, [200])

/**
 * Answers with a list as a CSV file (RFC 4180, UTF-8), in constant memory: the next page is read when the client has
 * taken the one before, and none when it has hung up. A cell that a spreadsheet would take for a formula is made harmless.
 *
 * The first page is read before anything is answered, so that a database that cannot be used is a problem. One that goes
 * away later breaks the answer off: a file that is not whole must not look whole.
 */
export const csvFile = Effect.fnUntraced(function*<A, R>(
  table: CsvTable<A, R>
): Effect.fn.Return<Stream.Stream<Uint8Array, JournalUnavailable, R>, JournalUnavailable, HttpServerRequest | R> {
  const first = yield* table.page(undefined)
  yield* asFile(`${table.name}.csv`, "text/csv; charset=utf-8")
  return bytesOf(table, first)
})
