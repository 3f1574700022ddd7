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

/**
 * The comparison as an XLSX file: a sheet of totals, then the results, as many sheets as they need, in constant memory.
 *
 * Texts that could become a formula, here or when the sheet is saved as CSV, are made harmless; see {@link harmless}.
 * Every sheet after the first reads the results before it again.
 */
export const toXlsx = (
  { results, totals }: Pick<Reconciliation, "results" | "totals">,
  { language = "en", rowsPerSheet = mostRows }: ToXlsxOptions = {}
): Stream.Stream<Uint8Array, WorkspaceFailed> => {
  const say = words[language]
  const count = totals.reduce((sum, total) => sum + total.count, 0)
  const sheets = Array.from({ length: Math.max(1, Math.ceil(count / rowsPerSheet)) }, (_, index) => index)
  const names = [say.summary, ...sheets.map((index) => index === 0 ? say.lines : `${say.lines} ${index + 1}`)]
  const summary = Stream.fromIterable(totals.map((total) => totalCells(total, say)))
  const rows = (index: number) =>
    results.pipe(
      Stream.drop(index * rowsPerSheet),
      Stream.take(rowsPerSheet),
      Stream.map((result) => toCells(result, language))
    )
  return Stream.fromIterable([
    ...fixedParts(names).map(([name, xml]) => Zip.file(name, xml)),
    Zip.fileStream(sheetPart(1), sheet(say.totals, summary)),
    ...sheets.map((index) => Zip.fileStream(sheetPart(index + 2), sheet(say.columns, rows(index))))
  ]).pipe(
    Stream.pipeThroughChannel(Zip.encode()),
    Stream.mapError((error) =>
      Zip.isZipError(error) ? new WorkspaceFailed({ detail: error.message, nextStep: "Write it as CSV." }) : error
    )
  )
}
