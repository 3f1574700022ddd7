import { readTable, type ReportRefused, type Row } from "@openfinpay/finpay-reconcile"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { UsageError } from "../errors.ts"
import { LineSplitter } from "../input/LineSplitter.ts"
import { say } from "../language.ts"
import { formOf, type InputForm, isWorkbook, peek } from "./input-form.ts"
import { readLine } from "./read-line.ts"
import * as Records from "./read-records.ts"
import * as Rows from "./read-rows.ts"

const refused = ({ detail, line, reason }: ReportRefused): string => {
  const reasons: Readonly<Record<ReportRefused["reason"], string>> = {
    "not-a-table": say(detail, "bukan berkas CSV, XLSX, atau JSON Lines yang dapat dibaca"),
    "encoding": say(
      `${detail}; save the file as CSV UTF-8`,
      "ada karakter yang bukan UTF-8; simpan sebagai CSV UTF-8"
    ),
    "syntax": say(detail, "tanda kutipnya tidak sesuai aturan CSV"),
    "mapping": say(
      `${detail}; save the sheet with the refunds as a file of its own`,
      "ada lebih dari satu lembar; simpan lembar pengembalian dana sebagai berkas tersendiri"
    ),
    "too-large": say(detail, "ada baris yang terlalu panjang; tanda kutip yang tidak ditutup terlihat seperti ini")
  }
  return `${line === undefined ? "" : `${say("line", "baris")} ${line}: `}${reasons[reason]}`
}

const inFile = (name: string, problem: string): UsageError => new UsageError({ message: `${name}: ${problem}` })

const columnsOf = (name: string, header: Row): Effect.Effect<Rows.Columns, UsageError> => {
  const found = Rows.findColumns(header.cells)
  return typeof found === "string" ? Effect.fail(inFile(name, found)) : Effect.succeed(found)
}

const readRows = (name: string, hasCommas: boolean) =>
  Effect.fnUntraced(function*(known: Rows.Columns | undefined, rows: ReadonlyArray<Row>) {
    const [header] = rows
    const columns = known ?? (header === undefined ? undefined : yield* columnsOf(name, header))
    if (columns === undefined) return [known, []] as const
    const body = known === undefined ? rows.slice(1) : rows
    return [
      columns,
      body.filter(Rows.isFilled).map((row) => readLine(Rows.rawLineOf(columns, row, hasCommas)))
    ] as const
  })

const tableLines = <R>(
  name: string,
  form: InputForm,
  hasCommas: boolean,
  bytes: Stream.Stream<Uint8Array, UsageError, R>
) =>
  bytes.pipe(
    readTable(form.type === "table" ? { delimiter: form.delimiter } : {}),
    Stream.mapError((error) => error._tag === "ReportRefused" ? inFile(name, refused(error)) : error),
    Stream.mapAccumArrayEffect((): Rows.Columns | undefined => undefined, readRows(name, hasCommas))
  )

const recordLines = <R>(bytes: Stream.Stream<Uint8Array, UsageError, R>) =>
  Stream.suspend(() => {
    const splitter = new LineSplitter(Records.longestLine)
    const pieces = Stream.map(bytes, (piece) => splitter.push(piece))
    return Stream.concat(pieces, Stream.sync(() => splitter.end())).pipe(
      Stream.flatMap((lines) => Stream.fromIterable(lines)),
      Stream.filter(Records.isFilled),
      Stream.mapEffect((line) => Effect.map(Records.readRecord(line), readLine))
    )
  })

/**
 * Reads the lines of a CSV, XLSX or JSON Lines input; which of them it is, its first bytes say. A line that cannot be
 * used is among them, with its problems. `name` is what the input is called in an error.
 */
export const readInput = Effect.fnUntraced(function*<R>(name: string, bytes: Stream.Stream<Uint8Array, UsageError, R>) {
  const { head, whole } = yield* peek(bytes)
  const form = formOf(head)
  if (form.type === "jsonl") return { form, lines: recordLines(whole) }
  const hasCommas = form.delimiter === "," && !isWorkbook(head)
  return { form, lines: tableLines(name, form, hasCommas, whole) }
})
