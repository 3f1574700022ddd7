import * as Csv from "effect/encoding/Csv"
import * as Stream from "effect/Stream"
import type { Reconciliation } from "../reconcile.ts"
import type { WorkspaceFailed } from "../ReconcileError.ts"
import type { Delimiter } from "../table/read-csv.ts"
import type { Cell } from "../table/Row.ts"
import { harmless } from "./harmless.ts"
import { toCells } from "./row.ts"
import { words } from "./Words.ts"
import type { Language } from "./Words.ts"

/** How a comparison is written as CSV. */
export interface ToCsvOptions {
  /** English unless given. */
  readonly language?: Language
  /** `,` unless given; spreadsheets set to Indonesian want `;`. */
  readonly delimiter?: Delimiter
}

/** Without it spreadsheets take UTF-8 for the old encoding of the system. */
const byteOrderMark = "\uFEFF"

const toText = (cell: Cell): string => typeof cell === "number" ? String(cell) : harmless(cell)

/**
 * The results as a CSV file in UTF-8: a header, then a row for each result, in constant memory.
 *
 * Cells that a spreadsheet could take for a formula are made harmless; see {@link harmless}. Amounts are plain digits.
 * Errors: `WorkspaceFailed`, as reading the results does.
 *
 * @example
 * ```ts
 * import { toCsv } from "@openfinpay/finpay-reconcile"
 * import type { Result } from "@openfinpay/finpay-reconcile"
 * import { Effect, Stream } from "effect"
 *
 * const line = { line: 2, reference: "=1+1", kind: "refund", amount: 22000, outcome: "done" } as const
 * const result: Result = { verdict: "missing_here", line }
 * const text = Stream.mkString(Stream.decodeText(toCsv({ results: Stream.make(result) })))
 * Effect.runPromise(Effect.map(text, (csv) => csv.split("\r\n")[1]))
 * // => "2,missing here,refund,'=1+1,22000,,,,,,,,Our records do not have it."
 * ```
 */
export const toCsv = (
  { results }: Pick<Reconciliation, "results">,
  { delimiter = ",", language = "en" }: ToCsvOptions = {}
): Stream.Stream<Uint8Array, WorkspaceFailed> =>
  Stream.succeed(words[language].columns).pipe(
    Stream.concat(Stream.map(results, (result) => toCells(result, language).map(toText))),
    Stream.pipeThroughChannel(Csv.encodeString<WorkspaceFailed>({ delimiter })),
    (text) => Stream.concat(Stream.succeed(byteOrderMark), text),
    Stream.encodeText
  )
