import { harmless } from "@openfinpay/finpay-reconcile"
import type { ConfigurationProblem } from "@openfinpay/finpay-transport"
import * as Effect from "effect/Effect"
import * as Csv from "effect/encoding/Csv"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { randomBytes } from "node:crypto"
import { type FileHandle, open, realpath, rename, rm, stat } from "node:fs/promises"
import { basename, dirname, join } from "node:path"
import { UsageError } from "../errors.ts"
import { say } from "../language.ts"
import { jsonLine } from "../output/answer.ts"
import { stdout } from "../output/write.ts"
import { keyOf } from "./batch-key.ts"
import type { InputForm } from "./input-form.ts"
import { notSent } from "./LineResult.ts"
import { type ResultRow, rowsOf, type Workspace } from "./Workspace.ts"

/** Where the results go. */
export type ResultsPlace =
  | { readonly type: "stdout" }
  | {
    readonly type: "file"
    /** As it was given. */
    readonly path: string
    /** Where a link leads to; left out for a device or a pipe, which is written as it is. */
    readonly replaces?: string
  }

/** What the results of a batch are. */
export interface Results {
  readonly workspace: Workspace
  readonly batch: string
  readonly form: InputForm
  /** The columns of the input beside order, amount and key. */
  readonly extra: ReadonlyArray<string>
}

const own = ["line", "order", "amount", "key", "mutation", "outcome", "message", "trace_id"]

const isJsonLines = (place: ResultsPlace): boolean => place.type === "file" && place.path.endsWith(".jsonl")

/** Without it spreadsheets take UTF-8 for the old encoding of the system. */
const byteOrderMark = "\uFEFF"

const cellsOf = ({ batch }: Results, extra: ReadonlyArray<string>, row: ResultRow): ReadonlyArray<string> => {
  const { amount, line, order, result = notSent } = row
  const { message, mutation = "", outcome, traceId = "" } = result
  const cells = [
    keyOf(batch, row),
    mutation,
    outcome,
    message,
    traceId,
    ...extra.map((name) => row.extra[name] ?? "")
  ]
  return [String(line), harmless(order), String(amount), ...cells.map(harmless)]
}

const objectOf = ({ batch }: Results, row: ResultRow): object => {
  const { amount, extra, line, order, result = notSent } = row
  const { message, mutation, outcome, traceId } = result
  return { line, order, amount, key: keyOf(batch, row), mutation, outcome, message, traceId, input: extra }
}

const csvOf = (results: Results, rows: Stream.Stream<ResultRow, ConfigurationProblem>) => {
  const { extra, form } = results
  // An earlier results file can be the input of a new batch: what it said then is not what is said now.
  const kept = extra.filter((name) => !own.includes(name))
  return Stream.succeed([...own, ...kept.map(harmless)]).pipe(
    Stream.concat(Stream.map(rows, (row) => cellsOf(results, kept, row))),
    Stream.pipeThroughChannel(Csv.encodeString({ delimiter: form.type === "table" ? form.delimiter : "," })),
    (text) => Stream.concat(Stream.succeed(byteOrderMark), text)
  )
}

/** The results as text: one line for each line of the input, in its order, in constant memory. */
export const resultsText = (results: Results, place: ResultsPlace) => {
  const rows = rowsOf((last: ResultRow | undefined) => results.workspace.resultsAfter(last))
  return isJsonLines(place) ? Stream.map(rows, (row) => jsonLine(objectOf(results, row))) : csvOf(results, rows)
}

const wordOf = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : String(error)

/** The results cannot be written where they were to be. */
export class NotWritten extends Schema.TaggedError<NotWritten>()("NotWritten", { why: Schema.String }) {}

const attempt = <A>(use: () => Promise<A>): Effect.Effect<A, NotWritten> =>
  Effect.tryPromise({ try: use, catch: (cause) => new NotWritten({ why: wordOf(cause) }) })

// A name of its own: two runs of the same batch may end at the same time.
const beside = (path: string): string =>
  join(dirname(path), `.${basename(path)}.${randomBytes(6).toString("hex")}.partial`)

const textPerWrite = 64 * 1024

const writeTo = (handle: FileHandle, results: Results, place: ResultsPlace) => {
  let held = ""
  const flush = Effect.suspend(() => {
    const text = held
    held = ""
    return attempt(() => handle.writeFile(text))
  })
  return resultsText(results, place).pipe(
    Stream.runForEach((text) => {
      held += text
      return held.length < textPerWrite ? Effect.void : flush
    }),
    Effect.andThen(flush)
  )
}

const inFile = <A, E>(path: string, flags: string, use: (handle: FileHandle) => Effect.Effect<A, E>) =>
  Effect.acquireUseRelease(
    attempt(() => open(path, flags)),
    use,
    (handle) => Effect.promise(() => handle.close())
  )

/** Written beside its place and then put there: whoever is killed meanwhile leaves no half of a file. */
const replace = (path: string, results: Results, place: ResultsPlace) => {
  const partial = beside(path)
  return inFile(
    partial,
    "wx",
    (handle) => Effect.andThen(writeTo(handle, results, place), attempt(() => handle.sync()))
  ).pipe(
    Effect.andThen(attempt(() => rename(partial, path))),
    Effect.onError(() => Effect.promise(() => rm(partial, { force: true })))
  )
}

/** Writes the results where they go. */
export const writeResults = (results: Results, place: ResultsPlace) => {
  if (place.type === "stdout") {
    // Who reads no further has seen enough; the refunds were made all the same.
    return Effect.ignore(Stream.runForEachArray(resultsText(results, place), (some) => stdout(some.join(""))))
  }
  return place.replaces === undefined
    ? inFile(place.path, "w", (handle) => writeTo(handle, results, place))
    : replace(place.replaces, results, place)
}

const statOf = (path: string) => Effect.option(attempt(() => stat(path)))

const cannot = (path: string, why: string): UsageError =>
  new UsageError({
    message: say(
      `--out ${path}: cannot be written (${why}); nothing was sent`,
      `--out ${path}: tidak dapat ditulis (${why}); tidak ada yang dikirim`
    )
  })

const isOther = (one: { readonly dev: number; readonly ino: number }, two: typeof one): boolean =>
  one.dev !== two.dev || one.ino !== two.ino

// Tried now: who finds out at the end that there is no such folder has no results.
const probe = (path: string) => {
  const partial = beside(path)
  return Effect.andThen(inFile(partial, "wx", () => Effect.void), attempt(() => rm(partial)))
}

/** The file at a path, checked before anything is sent. */
export const placeAt = Effect.fnUntraced(function*(path: string, input: Option.Option<string>) {
  const there = yield* statOf(path)
  if (Option.isNone(there)) {
    yield* Effect.mapError(probe(path), ({ why }) => cannot(path, why))
    return { type: "file", path, replaces: path } satisfies ResultsPlace
  }
  if (there.value.isDirectory()) return yield* cannot(path, "EISDIR")
  const read = Option.isSome(input) ? yield* statOf(input.value) : Option.none()
  if (Option.isSome(read) && !isOther(read.value, there.value)) {
    return yield* new UsageError({
      message: say(`--out ${path}: is the input itself`, `--out ${path}: adalah berkas masukannya sendiri`)
    })
  }
  if (!there.value.isFile()) return { type: "file", path } satisfies ResultsPlace
  const real = yield* Effect.mapError(attempt(() => realpath(path)), ({ why }) => cannot(path, why))
  yield* Effect.mapError(probe(real), ({ why }) => cannot(path, why))
  return { type: "file", path, replaces: real } satisfies ResultsPlace
})
