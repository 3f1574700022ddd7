import * as Effect from "effect/Effect"
import * as Zip from "effect/encoding/Zip"
import * as Stream from "effect/Stream"
import type { Reconciliation } from "../reconcile.ts"
import { WorkspaceFailed } from "../ReconcileError.ts"
import type { Total } from "../Result.ts"
import type { Cell } from "../table/Row.ts"
import { harmless } from "./harmless.ts"
import { toCells } from "./row.ts"
import { words } from "./Words.ts"
import type { Language, Words } from "./Words.ts"
import { fixedParts, rowXml, sheetEnd, sheetPart, sheetStart } from "./xlsx-parts.ts"

/** How a comparison is written as XLSX. */
export interface ToXlsxOptions {
  /** English unless given. */
  readonly language?: Language
  /** How many results a sheet holds before the next one begins; all that XLSX allows (1,048,575) unless given. */
  readonly rowsPerSheet?: number
}

/** XLSX allows 1,048,576 rows; one is the header. */
const mostRows = 1_048_575

const safe = (cell: Cell): Cell => typeof cell === "number" ? cell : harmless(cell)

/** A number where a spreadsheet can hold it exactly, else digits. */
const exact = (sum: bigint): Cell => sum <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(sum) : String(sum)

const totalCells = ({ count, kind, knownRupiah, reportRupiah, verdict }: Total, say: Words): ReadonlyArray<Cell> => [
  say.verdicts[verdict],
  kind === undefined ? "" : say.kinds[kind],
  count,
  exact(reportRupiah),
  exact(knownRupiah)
]

const sheet = <E>(header: ReadonlyArray<string>, rows: Stream.Stream<ReadonlyArray<Cell>, E>) =>
  rows.pipe(
    Stream.mapAccumArray(() => 2, (first, chunk) => {
      const text = chunk.map((cells, at) => rowXml(cells.map(safe), first + at)).join("")
      return [first + chunk.length, [text]] as const
    }),
    (text) => Stream.concat(Stream.make(sheetStart(header.length), rowXml(header, 1, true)), text),
    (text) => Stream.concat(text, Stream.succeed(sheetEnd)),
    Stream.encodeText
  )

/** A part of the workbook whose bytes can be made again and again. */
type Part = readonly [name: string, bytes: Stream.Stream<Uint8Array, WorkspaceFailed>]

/**
 * Its length is counted first, by making it once more than it is written: without a length ZIP writes 64-bit fields, and
 * Excel takes a file with these for damaged.
 */
const toEntry = ([name, bytes]: Part) =>
  Effect.map(
    Stream.runFold(bytes, () => 0, (length, chunk) => length + chunk.length),
    (size) => Zip.fileStream(name, bytes, { size })
  )

const notZipped = (error: Zip.ZipError): WorkspaceFailed =>
  new WorkspaceFailed({ detail: error.message, nextStep: "Write it as CSV." })

/**
 * The comparison as an XLSX file: a sheet of totals, then the results, as many sheets as they need, in constant memory.
 *
 * Texts that could become a formula, here or when the sheet is saved as CSV, are made harmless; see {@link harmless}.
 * The results are read twice for each sheet, from the beginning. Errors: `WorkspaceFailed`, as reading them does, and
 * where the file cannot be packed.
 *
 * @example
 * ```ts
 * import { readTable, toXlsx } from "@openfinpay/finpay-reconcile"
 * import { Effect, Stream } from "effect"
 *
 * const workbook = toXlsx({ results: Stream.empty, totals: [] })
 * const rows = workbook.pipe(readTable({ sheet: "Lines" }), Stream.map(({ cells }) => cells.slice(0, 3)))
 * Effect.runPromise(Stream.runCollect(rows)) // => [["Line", "Result", "Kind"]]
 * ```
 */
export const toXlsx = (
  { results, totals }: Pick<Reconciliation, "results" | "totals">,
  { language = "en", rowsPerSheet = mostRows }: ToXlsxOptions = {}
): Stream.Stream<Uint8Array, WorkspaceFailed> => {
  const say = words[language]
  const count = totals.reduce((sum, total) => sum + total.count, 0)
  const sheets = Array.from({ length: Math.max(1, Math.ceil(count / rowsPerSheet)) }, (_, index) => index)
  const names = [say.summary, ...sheets.map((index) => index === 0 ? say.lines : `${say.lines} ${index + 1}`)]
  const rows = (index: number) =>
    results.pipe(
      Stream.drop(index * rowsPerSheet),
      Stream.take(rowsPerSheet),
      Stream.map((result) => toCells(result, language))
    )
  const summary = Stream.fromIterable(totals.map((total) => totalCells(total, say)))
  const parts: ReadonlyArray<Part> = [
    ...fixedParts(names).map(([name, xml]): Part => [name, Stream.encodeText(Stream.succeed(xml))]),
    [sheetPart(1), sheet(say.totals, summary)],
    ...sheets.map((index): Part => [sheetPart(index + 2), sheet(say.columns, rows(index))])
  ]
  return Stream.fromIterable(parts).pipe(
    Stream.rechunk(1),
    Stream.mapEffect(toEntry),
    Stream.pipeThroughChannel(Zip.encode()),
    Stream.mapError((error) => Zip.isZipError(error) ? notZipped(error) : error)
  )
}
