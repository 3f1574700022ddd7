/** The results file of a batch, as a reader of it sees it. */
import { Effect, Stream } from "effect"
import { Csv } from "effect/encoding"
import { readFileSync } from "node:fs"

/** One line of a results file. */
export interface ResultLine {
  readonly line: number
  readonly order: string
  readonly amount: number
  readonly key: string
  readonly mutation: string
  readonly outcome: string
  readonly message: string
  readonly traceId: string
  /** The columns behind these. */
  readonly rest: ReadonlyArray<string>
}

/** What stands above the lines. */
export const resultsHeader = ["line", "order", "amount", "key", "mutation", "outcome", "message", "trace_id"]

const toLine = (cells: ReadonlyArray<string>): ResultLine => {
  const [
    line = "",
    order = "",
    amount = "",
    key = "",
    mutation = "",
    outcome = "",
    message = "",
    traceId = "",
    ...rest
  ] = cells
  return { line: Number(line), order, amount: Number(amount), key, mutation, outcome, message, traceId, rest }
}

/** Reads a results file: its header and its lines. */
export const readResults = (file: string) =>
  Effect.gen(function*() {
    const text = readFileSync(file, "utf8").replace(/^\uFEFF/u, "")
    const [header = [], ...rows] = yield* Stream.runCollect(
      Stream.pipeThroughChannel(Stream.succeed(text), Csv.decodeString())
    )
    return { header, lines: rows.map(toLine) }
  })
