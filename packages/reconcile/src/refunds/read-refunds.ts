import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { ReportRefused } from "../ReconcileError.ts"
import type { WorkspaceFailed } from "../ReconcileError.ts"
import { readTable } from "../table/read-table.ts"
import { isBlank } from "../table/Row.ts"
import type { Row } from "../table/Row.ts"
import { findRefundColumns } from "./columns.ts"
import type { RefundColumns } from "./columns.ts"
import { RefundsRefused } from "./line-problem.ts"
import type { RefundProblemCode } from "./line-problem.ts"
import { rawRefundOf, readRefundLine } from "./read-line.ts"
import { openRefundFile } from "./refund-file.ts"
import type { RefundFile } from "./refund-file.ts"
import type { ReadRefund } from "./RefundLine.ts"

const codes: Readonly<Record<ReportRefused["reason"], RefundProblemCode>> = {
  "not-a-table": "not-a-table",
  "encoding": "encoding",
  "syntax": "syntax",
  "mapping": "sheets",
  "too-large": "too-large-file"
}

/** A report's next steps speak of a mapping, which refunds do not have. */
const refused = ({ detail, line, reason }: ReportRefused): RefundsRefused =>
  new RefundsRefused({ ...(line === undefined ? {} : { line }), code: codes[reason], about: [detail] })

const columnsOf = ({ cells, line }: Row): Effect.Effect<RefundColumns, RefundsRefused> => {
  const found = findRefundColumns(cells)
  return "code" in found
    ? Effect.fail(new RefundsRefused({ line, code: found.code, about: found.about }))
    : Effect.succeed(found)
}

const isFilled = ({ cells }: Row): boolean => cells.some((cell) => !isBlank(cell))

const readRows = (hasCommas: boolean) =>
  Effect.fnUntraced(function*(known: RefundColumns | undefined, rows: ReadonlyArray<Row>) {
    const [header] = rows
    const columns = known ?? (header === undefined ? undefined : yield* columnsOf(header))
    if (columns === undefined) return [known, []] as const
    const body = known === undefined ? rows.slice(1) : rows
    return [
      columns,
      body.filter(isFilled).map((row) => readRefundLine(rawRefundOf(columns, row, hasCommas)))
    ] as const
  })

/**
 * The lines of a file of refunds that was opened, as {@link readRefunds} reads them, and with its errors:
 * `RefundsRefused`, also for JSON Lines, which are no table; `WorkspaceFailed`.
 *
 * @example
 * ```ts
 * import { openRefundFile, readRefundFile } from "@openfinpay/finpay-reconcile"
 * import { Effect, Stream } from "effect"
 *
 * const file = Stream.encodeText(Stream.make("order;amount\nINV-1;22000\n"))
 * const amounts = Effect.gen(function*() {
 *   const lines = readRefundFile(yield* openRefundFile(file))
 *   return yield* Stream.runCollect(Stream.map(lines, ({ amount }) => amount))
 * })
 * Effect.runPromise(Effect.scoped(amounts)) // => [22000]
 * ```
 */
export const readRefundFile = <E>(
  { bytes, form }: RefundFile<E>
): Stream.Stream<ReadRefund, E | RefundsRefused | WorkspaceFailed> => {
  if (form.type === "jsonl") {
    return Stream.fail(new RefundsRefused({ code: "not-a-table", about: ["it is JSON and no table"] }))
  }
  const delimiter = form.type === "csv" ? form.delimiter : ","
  return bytes.pipe(
    readTable({ delimiter }),
    Stream.mapError((error) => error instanceof ReportRefused ? refused(error) : error),
    Stream.mapAccumArrayEffect(
      (): RefundColumns | undefined => undefined,
      readRows(form.type === "csv" && delimiter === ",")
    )
  )
}

/**
 * The lines of a CSV or XLSX file of refunds: a header with the columns `order` and `amount`, perhaps `key` and others.
 * A line that cannot be used is among them, with all that is wrong with it; nothing is guessed.
 *
 * Errors: `RefundsRefused` for a file that is no table or lacks a column; `WorkspaceFailed` where an XLSX file cannot
 * be kept while it is read.
 *
 * @example
 * ```ts
 * import { readRefunds } from "@openfinpay/finpay-reconcile"
 * import { Effect, Stream } from "effect"
 *
 * const file = Stream.encodeText(Stream.make("order,amount,reason\nINV-1,22000,broken\nINV-2,0,late\n"))
 * const lines = Stream.map(readRefunds(file), ({ amount, problems }) => amount ?? problems[0]?.code)
 * Effect.runPromise(Stream.runCollect(lines)) // => [22000, "zero"]
 * ```
 */
export const readRefunds = <E, R>(
  bytes: Stream.Stream<Uint8Array, E, R>
): Stream.Stream<ReadRefund, E | RefundsRefused | WorkspaceFailed, R> =>
  Stream.unwrap(Effect.map(openRefundFile(bytes), readRefundFile))
