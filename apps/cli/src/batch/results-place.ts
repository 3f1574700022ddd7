import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { UsageError } from "../errors.ts"
import { settingProblem } from "../input/setting.ts"
import { say } from "../language.ts"
import { OutputMode } from "../output/OutputMode.ts"
import { outputScreen } from "../output/terminal.ts"
import { openTarget, writeWhole } from "../output/write-whole.ts"
import { stdout } from "../output/write.ts"
import { type Results, resultsText } from "./results-text.ts"

/** Where the results go. */
export type ResultsPlace =
  | { readonly type: "stdout" }
  /** `path` as it was given, `file` where links lead to. */
  | { readonly type: "file"; readonly path: string; readonly file: string }

const flag = "--out"
const stdoutPath = "-"

const isSame = (one: FileSystem.File.Info, two: FileSystem.File.Info): boolean =>
  one.dev === two.dev && Option.isSome(one.ino) && Option.getOrUndefined(one.ino) === Option.getOrUndefined(two.ino)

const refuseInput = Effect.fnUntraced(function*(path: string, input: Option.Option<string>) {
  const files = yield* FileSystem.FileSystem
  const stat = (path: string) => Effect.option(files.stat(path))
  const read = Option.isSome(input) ? yield* stat(input.value) : Option.none()
  const there = yield* stat(path)
  if (Option.isNone(read) || Option.isNone(there) || !isSame(read.value, there.value)) return
  return yield* new UsageError({
    message: say(`${flag} ${path}: is the input itself`, `${flag} ${path}: adalah berkas masukannya sendiri`)
  })
})

/**
 * Where the results of an input go: beside it, or to standard output where that is what is read. A file is tried now,
 * before anything is sent: who finds out at the end that there is no such folder has no results.
 */
export const placeOf = Effect.fnUntraced(function*(input: Option.Option<string>, out: Option.Option<string>) {
  const path = Option.getOrElse(
    Option.orElse(out, () => Option.map(input, (path) => `${path}.results.csv`)),
    () => stdoutPath
  )
  if (path !== stdoutPath) {
    const files = yield* FileSystem.FileSystem
    yield* refuseInput(path, input)
    const file = yield* Effect.orElseSucceed(files.realPath(path), () => path)
    yield* Effect.scoped(openTarget(flag, file))
    return { type: "file", path, file } satisfies ResultsPlace
  }
  if ((yield* OutputMode) === "text") return { type: "stdout" } satisfies ResultsPlace
  return yield* new UsageError({ message: `${flag}: name a file; with --json standard output holds the summary alone` })
})

const notPrinted = (defect: unknown): string => {
  const why = defect instanceof Error ? defect.message : String(defect)
  return say(`the results could not be printed: ${why}`, `hasil tidak dapat dicetak: ${why}`)
}

const print = (results: Results) => {
  const form = Number.isFinite(outputScreen().columns) ? "terminal" : "csv"
  return Stream.runForEachArray(resultsText(results, form), (some) =>
    // Who reads no further has seen enough; the refunds were made all the same.
    Effect.ignore(stdout(some.join("")))).pipe(
      Effect.catchDefect((defect) => Effect.fail(settingProblem(flag, notPrinted(defect))))
    )
}

/** Writes the results. A file is there whole, or as it was before. */
export const writeResults = (results: Results, place: ResultsPlace) => {
  if (place.type === "stdout") return print(results)
  const form = place.path.endsWith(".jsonl") ? "jsonl" : "csv"
  return writeWhole(flag, place.file, Stream.encodeText(resultsText(results, form)))
}
