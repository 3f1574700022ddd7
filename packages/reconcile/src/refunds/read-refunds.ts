import * as Effect from "effect/Effect"
import * as Pull from "effect/Pull"
import * as Stream from "effect/Stream"
import { ReportRefused } from "../ReconcileError.ts"
import type { WorkspaceFailed } from "../ReconcileError.ts"
import { delimiters } from "../table/read-csv.ts"
import type { Delimiter } from "../table/read-csv.ts"
import { readTable } from "../table/read-table.ts"
import { isBlank } from "../table/Row.ts"
import type { Row } from "../table/Row.ts"
import { findRefundColumns, foldName } from "./columns.ts"
import type { RefundColumns } from "./columns.ts"
import { tellRefundProblem } from "./line-problem.ts"
import { rawRefundOf, readRefundLine } from "./read-line.ts"
import type { ReadRefund } from "./RefundLine.ts"

/** As much of a file as is looked at for its first line. */
const longestHead = 64 * 1024
const lineFeed = 0x0a

const isEnough = (head: Uint8Array): boolean => head.length >= longestHead || head.includes(lineFeed)

/** The beginning of a file, and the whole of it to be read. */
const peek = Effect.fnUntraced(function*<E, R>(bytes: Stream.Stream<Uint8Array, E, R>) {
  const pull = yield* Stream.toPull(bytes)
  let head: Uint8Array = new Uint8Array()
  let isEnd = false
  while (!isEnd && !isEnough(head)) {
    const pieces = yield* Pull.catchDone(pull, () => Effect.succeed([]))
    isEnd = pieces.length === 0
    head = Buffer.concat([head, ...pieces])
  }
  const rest = isEnd ? Stream.empty : Stream.fromPull(Effect.succeed(pull))
  return { head, whole: Stream.concat(Stream.succeed(head), rest) }
})

const unquoted = (cell: string): string => foldName(cell.trim().replace(/^"(.*)"$/u, "$1"))

// Spreadsheets set to Indonesian put semicolons between the cells.
const delimiterOf = (head: Uint8Array): Delimiter => {
  const firstLine = new TextDecoder().decode(head).trimStart().split(/[\r\n]/u, 1)[0] ?? ""
  const found = delimiters.find((delimiter) => {
    const names = firstLine.split(delimiter).map(unquoted)
    return names.includes("order") && names.includes("amount")
  })
  return found ?? ","
}

/** An XLSX file is a ZIP: its cells do not lie between delimiters. */
const isWorkbook = (head: Uint8Array): boolean => head[0] === 0x50 && head[1] === 0x4b

const columnsOf = (header: Row): Effect.Effect<RefundColumns, ReportRefused> => {
  const found = findRefundColumns(header.cells)
  return "code" in found
    ? Effect.fail(
      new ReportRefused({
        reason: "mapping",
        line: header.line,
        detail: tellRefundProblem(found),
        nextStep: "Name the columns order and amount in the first line, and perhaps key."
      })
    )
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
 * The lines of a CSV or XLSX file of refunds: a header with the columns `order` and `amount`, perhaps `key` and others.
 * A line that cannot be used is among them, with all that is wrong with it; nothing is guessed.
 *
 * Errors: `ReportRefused` for a file that is no table or lacks a column.
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
): Stream.Stream<ReadRefund, E | ReportRefused | WorkspaceFailed, R> =>
  Stream.unwrap(Effect.gen(function*() {
    const { head, whole } = yield* peek(bytes)
    const delimiter = delimiterOf(head)
    return whole.pipe(
      readTable({ delimiter }),
      Stream.mapAccumArrayEffect(
        (): RefundColumns | undefined => undefined,
        readRows(delimiter === "," && !isWorkbook(head))
      )
    )
  }))
