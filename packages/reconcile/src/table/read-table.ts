import * as Effect from "effect/Effect"
import * as Pull from "effect/Pull"
import * as Stream from "effect/Stream"
import { ReportRefused } from "../ReconcileError.ts"
import type { WorkspaceFailed } from "../ReconcileError.ts"
import { readCsv } from "./read-csv.ts"
import type { CsvOptions } from "./read-csv.ts"
import { readXlsx } from "./read-xlsx.ts"
import type { XlsxOptions } from "./read-xlsx.ts"
import type { Row } from "./Row.ts"

/** What a file is, by its first bytes. */
export type TableFormat = "csv" | "xlsx"

const beginsWith = (bytes: Uint8Array, ...signature: ReadonlyArray<number>): boolean =>
  signature.every((byte, at) => bytes[at] === byte)

const signatureLength = 4

const oldOrLocked = (): ReportRefused =>
  new ReportRefused({
    reason: "not-a-table",
    detail: "it is an old Excel file (.xls) or one that is locked with a password",
    nextStep: "Open it and save it as XLSX without a password, or as CSV UTF-8."
  })

const empty = (): ReportRefused =>
  new ReportRefused({
    reason: "not-a-table",
    detail: "the file is empty",
    nextStep: "Export the report again."
  })

/** Whether a file is an XLSX file, which is a ZIP; so many bytes of it say it. */
export const isWorkbook = (head: Uint8Array): boolean => beginsWith(head, 0x50, 0x4b, 0x03, 0x04)

const formatOf = (head: Uint8Array): TableFormat | ReportRefused => {
  if (head.length === 0) return empty()
  if (beginsWith(head, 0xd0, 0xcf, 0x11, 0xe0)) return oldOrLocked()
  return isWorkbook(head) ? "xlsx" : "csv"
}

const joined = (left: Uint8Array, right: Uint8Array): Uint8Array => {
  const both = new Uint8Array(left.length + right.length)
  both.set(left)
  both.set(right, left.length)
  return both
}

/** Passes a file on unchanged to what its first bytes call for. */
export const withFormat = <A, E, E2, R, R2>(
  bytes: Stream.Stream<Uint8Array, E, R>,
  read: (format: TableFormat, bytes: Stream.Stream<Uint8Array, E>) => Stream.Stream<A, E2, R2>
): Stream.Stream<A, E | E2 | ReportRefused, R | R2> =>
  Stream.unwrap(Effect.gen(function*() {
    const pull = yield* Stream.toPull(bytes)
    let head: Uint8Array = new Uint8Array()
    let ended = false
    while (head.length < signatureLength && !ended) {
      const chunks = yield* Pull.catchDone(pull, () => Effect.succeed([]))
      ended = chunks.length === 0
      head = chunks.reduce(joined, head)
    }
    const format = formatOf(head)
    if (typeof format !== "string") return yield* format
    const rest = ended ? Stream.empty : Stream.fromPull(Effect.succeed(pull))
    return read(format, Stream.concat(Stream.succeed(head), rest))
  }))

/** How a file is a table; what does not concern its format is not looked at. */
export type TableOptions = CsvOptions & XlsxOptions

/**
 * The rows of a CSV or XLSX file; which of the two it is its first bytes say.
 *
 * Errors: `ReportRefused` for what is neither, or not in this encoding; `WorkspaceFailed` where an XLSX file cannot be
 * kept while it is read.
 *
 * @example
 * ```ts
 * import { readTable } from "@openfinpay/finpay-reconcile"
 * import { Effect, Stream } from "effect"
 *
 * const rows = Stream.encodeText(Stream.make("order;amount\nINV-1;22000\n")).pipe(readTable({ delimiter: ";" }))
 * Effect.runPromise(Stream.runCollect(Stream.map(rows, ({ cells }) => cells)))
 * // => [["order", "amount"], ["INV-1", "22000"]]
 * ```
 */
export const readTable = (options: TableOptions) =>
<E, R>(
  bytes: Stream.Stream<Uint8Array, E, R>
): Stream.Stream<Row, E | ReportRefused | WorkspaceFailed, R> =>
  withFormat(
    bytes,
    (format, whole): Stream.Stream<Row, E | ReportRefused | WorkspaceFailed> =>
      format === "xlsx" ? readXlsx(options)(whole) : readCsv(options)(whole)
  )
