import { harmless, type RefundFileForm } from "@openfinpay/finpay-reconcile"
import type { ConfigurationProblem } from "@openfinpay/finpay-transport"
import * as Csv from "effect/encoding/Csv"
import * as Stream from "effect/Stream"
import { jsonLine } from "../output/answer.ts"
import { keyOf } from "./batch-key.ts"
import { notSent } from "./LineResult.ts"
import { type ResultRow, rowsOf, type Workspace } from "./Workspace.ts"

/** What the results of a batch are. */
export interface Results {
  readonly workspace: Workspace
  readonly batch: string
  readonly form: RefundFileForm
  /** The columns of the input beside order, amount and key. */
  readonly extra: ReadonlyArray<string>
}

/** How the results are written; `terminal` is CSV that cannot act on the screen. */
export type ResultsForm = "csv" | "jsonl" | "terminal"

const own = ["line", "order", "amount", "key", "mutation", "outcome", "message", "trace_id"]

/** Without it spreadsheets take UTF-8 for the old encoding of the system. */
const byteOrderMark = "\uFEFF"

// Line breaks too: in quotes they would be right, and still make one result look like two.
const unprintable = /\p{Cc}+/gu

const cellsOf = ({ batch }: Results, extra: ReadonlyArray<string>, row: ResultRow): ReadonlyArray<string> => {
  const { amount, line, order, result = notSent } = row
  const { message, mutation = "", outcome, traceId = "" } = result
  const others = extra.map((name) => Object.hasOwn(row.extra, name) ? row.extra[name] ?? "" : "")
  const texts = [order, keyOf(batch, row), mutation, outcome, message, traceId, ...others].map(harmless)
  return [String(line), texts[0] ?? "", String(amount), ...texts.slice(1)]
}

const objectOf = ({ batch }: Results, row: ResultRow): object => {
  const { amount, extra, line, order, result = notSent } = row
  const { message, mutation, outcome, traceId } = result
  return { line, order, amount, key: keyOf(batch, row), mutation, outcome, message, traceId, input: extra }
}

const csvOf = (results: Results, rows: Stream.Stream<ResultRow, ConfigurationProblem>, isForTerminal: boolean) => {
  const { extra, form } = results
  // An earlier results file can be the input of a new batch: what it said then is not what is said now.
  const kept = extra.filter((name) => !own.includes(name))
  // With a NUL a file is no text to most programs, this one included.
  const shown = (cell: string): string => cell.replaceAll(isForTerminal ? unprintable : /\0/gu, " ")
  return Stream.succeed([...own, ...kept.map(harmless)]).pipe(
    Stream.concat(Stream.map(rows, (row) => cellsOf(results, kept, row))),
    Stream.map((cells) => cells.map(shown)),
    Stream.pipeThroughChannel(Csv.encodeString({ delimiter: form.type === "csv" ? form.delimiter : "," })),
    (text) => isForTerminal ? text : Stream.concat(Stream.succeed(byteOrderMark), text)
  )
}

/** The results as text: one line for each line of the input, in its order, in constant memory. */
export const resultsText = (results: Results, form: ResultsForm) => {
  const rows = rowsOf((last: ResultRow | undefined) => results.workspace.resultsAfter(last))
  return form === "jsonl"
    ? Stream.map(rows, (row) => jsonLine(objectOf(results, row)))
    : csvOf(results, rows, form === "terminal")
}
