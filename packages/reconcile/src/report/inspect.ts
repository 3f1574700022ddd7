import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { ReportRefused } from "../ReconcileError.ts"
import type { WorkspaceFailed } from "../ReconcileError.ts"
import { encodings } from "../table/decode-text.ts"
import { delimiters, readCsv } from "../table/read-csv.ts"
import { withFormat } from "../table/read-table.ts"
import type { TableFormat } from "../table/read-table.ts"
import { readXlsx } from "../table/read-xlsx.ts"
import { isBlank } from "../table/Row.ts"
import type { Row } from "../table/Row.ts"
import { trimEnd } from "./columns.ts"
import { guessMapping, knownNames, sampleColumns, totalWordOf } from "./guess.ts"
import type { Guess, SampledColumn } from "./guess.ts"
import type { Mapping } from "./Mapping.ts"

/** What a report looks like, for a person to decide how it is read. */
export interface Inspection extends Guess {
  readonly format: TableFormat
  readonly columns: ReadonlyArray<SampledColumn>
}

/** Which report, and what is known of it. */
export interface InspectOptions<E = never, R = never> {
  readonly report: Stream.Stream<Uint8Array, E, R>
  /** The sheet of a workbook; the only one that is shown unless given. */
  readonly sheet?: string
  readonly directory?: string
}

/** Enough for a bank's heading and to see what the columns hold. */
const sampleRows = 200
const sampleBytes = 256 * 1024

/** A header further down is not guessed. */
const headingRows = 40

interface Sample {
  readonly format: TableFormat
  readonly rows: ReadonlyArray<Row>
  /** How the text was read; nothing for a sheet. */
  readonly as: Pick<Mapping, "delimiter" | "encoding">
}

const isFilled = (row: Row): boolean => row.cells.some((cell) => !isBlank(cell))

const widest = (rows: ReadonlyArray<Row>): number => Math.max(0, ...rows.map(({ cells }) => trimEnd(cells).length))

/** Without the last line, of which the sample may have only a part. */
const wholeLines = (bytes: Uint8Array): Uint8Array => {
  const last = bytes.length < sampleBytes ? -1 : bytes.lastIndexOf(10)
  return last < 0 ? bytes : bytes.subarray(0, last + 1)
}

const headOf = <E, R>(bytes: Stream.Stream<Uint8Array, E, R>): Effect.Effect<Uint8Array, E, R> =>
  bytes.pipe(
    Stream.mapAccum(() => 0, (taken, chunk) => [taken + chunk.length, [{ chunk, before: taken }]] as const),
    Stream.takeWhile(({ before }) => before < sampleBytes),
    Stream.map(({ chunk }) => chunk),
    Stream.mkUint8Array,
    Effect.map(wholeLines)
  )

/** Reads a text in every way there is and keeps the one that gives the most columns; UTF-8 goes first. */
const readText = (head: Uint8Array): Effect.Effect<Sample, ReportRefused> =>
  Effect.gen(function*() {
    let first: ReportRefused | undefined
    for (const encoding of encodings) {
      const ways = yield* Effect.forEach(delimiters, (delimiter) =>
        Stream.succeed(head).pipe(
          readCsv({ delimiter, encoding }),
          Stream.filter(isFilled),
          Stream.take(sampleRows),
          Stream.runCollect,
          Effect.map((rows): Sample => ({ format: "csv", rows, as: { delimiter, encoding } })),
          Effect.result
        ))
      const read = ways.flatMap((way) => way._tag === "Success" ? [way.success] : [])
      first ??= ways.flatMap((way) => way._tag === "Failure" ? [way.failure] : [])[0]
      const [best] = read.toSorted((one, two) => widest(two.rows) - widest(one.rows))
      if (best !== undefined) return best
    }
    return yield* first ?? noTable()
  })

const noTable = (): ReportRefused =>
  new ReportRefused({
    reason: "not-a-table",
    detail: "there are no rows in it",
    nextStep: "Export the report again."
  })

const sampleOf = <E, R>({ directory, report, sheet }: InspectOptions<E, R>) =>
  withFormat(report, (format, whole): Stream.Stream<Sample, E | ReportRefused | WorkspaceFailed> => {
    if (format === "csv") return Stream.fromEffect(Effect.flatMap(headOf(whole), readText))
    const options = { ...(sheet === undefined ? {} : { sheet }), ...(directory === undefined ? {} : { directory }) }
    const rows = Stream.runCollect(Stream.take(Stream.filter(readXlsx(options)(whole), isFilled), sampleRows))
    return Stream.fromEffect(Effect.map(rows, (read) => ({ format, rows: read, as: {} })))
  })

/** The row with the most names that are known, else the first of the widest. */
const headerOf = (rows: ReadonlyArray<Row>): Row | undefined => {
  const heading = rows.slice(0, headingRows)
  const [best] = heading.toSorted((one, two) => knownNames(two) - knownNames(one))
  if (best !== undefined && knownNames(best) >= 2) return best
  const width = widest(heading)
  return heading.find(({ cells }) => trimEnd(cells).length === width)
}

/**
 * Looks at a report and guesses how it is read, from the names of its columns in Indonesian or English and its first rows.
 *
 * The guess is for a person to see and to say yes to; nothing is ever read by it on its own. Errors: `ReportRefused`
 * for what is no table; `WorkspaceFailed` where an XLSX file cannot be kept while it is read.
 *
 * @example
 * ```ts
 * import { inspectReport } from "@openfinpay/finpay-reconcile"
 * import { Effect, Stream } from "effect"
 *
 * const report = "No Pesanan;Jenis;Nominal\nINV-1;Pembayaran;22.000,00\nINV-2;Pengembalian;5.000\n"
 * const inspected = inspectReport({ report: Stream.encodeText(Stream.make(report)) })
 *
 * Effect.runPromise(Effect.map(inspected, ({ open }) => open)) // => []
 * Effect.runPromise(Effect.map(inspected, ({ mapping }) => mapping.spelling)) // => "indonesian"
 * Effect.runPromise(Effect.map(inspected, ({ mapping }) => mapping.kind))
 * // => ({ column: "Jenis", payment: ["Pembayaran"], refund: ["Pengembalian"] })
 * ```
 */
export const inspectReport = <E, R>(
  options: InspectOptions<E, R>
): Effect.Effect<Inspection, E | ReportRefused | WorkspaceFailed, R> =>
  Effect.gen(function*() {
    const { as: { delimiter, encoding }, format, rows } = Option.getOrThrow(yield* Stream.runHead(sampleOf(options)))
    const header = headerOf(rows)
    if (header === undefined) return yield* noTable()
    const lines = rows.filter(({ line }) => line > header.line)
    const last = lines.at(-1)
    const totalWord = last === undefined ? undefined : totalWordOf(last)
    const columns = sampleColumns(
      { ...header, cells: trimEnd(header.cells) },
      totalWord === undefined ? lines : lines.slice(0, -1)
    )
    const { mapping, open } = guessMapping(columns)
    return {
      format,
      columns,
      mapping: {
        ...(delimiter === undefined || delimiter === "," ? {} : { delimiter }),
        ...(encoding === undefined || encoding === "utf-8" ? {} : { encoding }),
        ...(options.sheet === undefined ? {} : { sheet: options.sheet }),
        ...(header.line === 1 ? {} : { headerLine: header.line }),
        ...mapping,
        ...(totalWord === undefined ? {} : { ignore: [totalWord] })
      },
      open
    }
  })
