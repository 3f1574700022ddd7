import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { UsageError } from "../errors.ts"
import { say } from "../language.ts"
import { jsonLine } from "../output/answer.ts"
import { stdout } from "../output/write.ts"
import { type Line, LineSplitter } from "./LineSplitter.ts"
import { type JsonObject, parseRecord, RecordProblem } from "./record.ts"
import { utf8Text } from "./source.ts"

/** The longest line that is looked at, in bytes. */
const longestLine = 16 * 1024 * 1024

/** How many bad lines the closing message names. */
const named = 5

/** What to do with each line. */
export interface JsonLines<R> {
  /** Turns one object of the input into one of the output. */
  readonly each: (record: JsonObject) => Effect.Effect<unknown, RecordProblem, R>
  /** What stands in the output for a line that cannot be used, so that line N still answers line N. */
  readonly onProblem: (problem: RecordProblem) => unknown
}

const recordOf = (line: Line): Effect.Effect<JsonObject, RecordProblem> => {
  if (line.bytes === undefined) {
    return new RecordProblem({
      problem: say(`the line is longer than ${longestLine} bytes`, `baris lebih panjang dari ${longestLine} byte`)
    })
  }
  const text = utf8Text(line.bytes)
  return text === undefined
    ? new RecordProblem({ problem: say("the line is not valid UTF-8", "baris bukan UTF-8 yang sah") })
    : parseRecord(text)
}

const isBlank = (line: Line): boolean =>
  line.bytes?.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d) === true

/**
 * Reads JSON Lines and prints one JSON value for each, in the same order, in constant memory.
 *
 * Blank lines are passed over. A line that cannot be used has its answer too, and when all are done the command fails
 * with a usage error that names the first few by number.
 */
export const runJsonLines = Effect.fnUntraced(function*<E, R1, R2>(
  input: Stream.Stream<Uint8Array, E, R1>,
  lines: JsonLines<R2>
) {
  const splitter = new LineSplitter(longestLine)
  const bad: Array<string> = []
  let badCount = 0

  const problemOf = ({ number }: Line, { message }: RecordProblem): string =>
    say(`line ${number}: ${message}`, `baris ${number}: ${message}`)

  const answerTo = (line: Line) =>
    recordOf(line).pipe(
      Effect.flatMap(lines.each),
      Effect.match({
        onSuccess: (value) => ({ value, problem: undefined }),
        onFailure: (error) => ({ value: lines.onProblem(error), problem: problemOf(line, error) })
      })
    )

  // One write for the lines of one piece of input: fast from a file, and at once from a terminal.
  const print = Effect.fnUntraced(function*(all: ReadonlyArray<Line>) {
    const answers = yield* Effect.forEach(all.filter((line) => !isBlank(line)), answerTo, { concurrency: 16 })
    const problems = answers.flatMap(({ problem }) => (problem === undefined ? [] : [problem]))
    badCount += problems.length
    bad.push(...problems.slice(0, named - bad.length))
    if (answers.length > 0) yield* stdout(answers.map(({ value }) => jsonLine(value)).join(""))
  })

  yield* Stream.runForEach(input, (piece) => print(splitter.push(piece)))
  yield* print(splitter.end())
  if (badCount > 0) {
    const rest = badCount - bad.length
    const more = rest > 0 ? say(`; and ${rest} more`, `; dan ${rest} lagi`) : ""
    const what = say(`${badCount} of the lines could not be used`, `${badCount} baris tidak dapat dipakai`)
    return yield* new UsageError({ message: `${what}: ${bad.join("; ")}${more}` })
  }
})
