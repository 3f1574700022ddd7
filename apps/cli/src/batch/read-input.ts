import { openRefundFile, readRefundFile } from "@openfinpay/finpay-reconcile"
import type { ReadRefund, RefundFile, RefundsRefused, WorkspaceFailed } from "@openfinpay/finpay-reconcile"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { UsageError } from "../errors.ts"
import { LineSplitter } from "../input/LineSplitter.ts"
import { say } from "../language.ts"
import { lineProblem, type ReadLine, tell } from "./Line.ts"
import * as Records from "./read-records.ts"

const inFile = (name: string, refused: RefundsRefused): UsageError => {
  const where = refused.line === undefined ? "" : `${say("line", "baris")} ${refused.line}: `
  return new UsageError({ message: `${name}: ${where}${tell(refused)}` })
}

const told = ({ problems, ...line }: ReadRefund): ReadLine => ({ ...line, problems: problems.map(lineProblem) })

const tableLines = (
  name: string,
  file: RefundFile<UsageError>
): Stream.Stream<ReadLine, UsageError | WorkspaceFailed> =>
  readRefundFile(file).pipe(
    Stream.mapError((error) => error._tag === "RefundsRefused" ? inFile(name, error) : error),
    Stream.map(told)
  )

const recordLines = ({ bytes }: RefundFile<UsageError>): Stream.Stream<ReadLine, UsageError> =>
  Stream.suspend(() => {
    const splitter = new LineSplitter(Records.longestLine)
    const pieces = Stream.map(bytes, (piece) => splitter.push(piece))
    return Stream.concat(pieces, Stream.sync(() => splitter.end())).pipe(
      Stream.flatMap((lines) => Stream.fromIterable(lines)),
      Stream.filter(Records.isFilled),
      Stream.mapEffect(Records.readRecord)
    )
  })

/**
 * Reads the lines of a CSV, XLSX or JSON Lines input; which of them it is, its first bytes say. A line that cannot be
 * used is among them, with its problems. `name` is what the input is called in an error.
 */
export const readInput = Effect.fnUntraced(function*<R>(name: string, bytes: Stream.Stream<Uint8Array, UsageError, R>) {
  const file = yield* Effect.catchTag(
    openRefundFile(bytes),
    "RefundsRefused",
    (error) => Effect.fail(inFile(name, error))
  )
  return { form: file.form, lines: file.form.type === "jsonl" ? recordLines(file) : tableLines(name, file) }
})
