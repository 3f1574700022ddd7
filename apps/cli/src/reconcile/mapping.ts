/** How a report is read: by a saved mapping, by flags, or by both. Loaded only where a report is read. */
import { decodeMapping } from "@openfinpay/finpay-reconcile"
import type { Mapping } from "@openfinpay/finpay-reconcile"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { UsageError } from "../errors.ts"
import { parseJson } from "../input/record.ts"
import { readText } from "../input/source.ts"
import { say } from "../language.ts"
import { writeWhole } from "../output/write-whole.ts"
import { flagOf, quoted, type RawMapping } from "./mapping-flags.ts"

const isObject = (value: unknown): value is RawMapping =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const noMapping = (file: string, problem: string) =>
  new UsageError({
    message: say(`--mapping ${file}: is no saved mapping: ${problem}`, `--mapping ${file}: bukan pemetaan: ${problem}`)
  })

const readSaved = Effect.fnUntraced(function*(file: string) {
  const text = yield* readText(Option.some(file))
  const json = yield* Effect.mapError(parseJson(text), (problem) => noMapping(file, problem.message))
  if (!isObject(json)) {
    return yield* noMapping(file, say("it is not a JSON object", "isinya bukan objek JSON"))
  }
  return json
})

/** What was saved of how a report is read; it is not checked. Nothing without a file. */
export const savedMapping = (file: Option.Option<string>) =>
  Option.isSome(file) ? readSaved(file.value) : Effect.succeed<RawMapping>({})

const problemText = ({ field, problem }: { readonly field: string; readonly problem: string }): string => {
  const flag = flagOf(field)
  const what = problem === "is required" ? say(problem, "wajib diisi") : problem
  return `${field}${flag === undefined ? "" : ` (${flag})`}: ${what}`
}

/** Checks a mapping; what is missing or wrong is named by its field and by the flag that says it. */
export const checkMapping = (said: RawMapping, report: string): Effect.Effect<Mapping, UsageError> =>
  Effect.mapError(decodeMapping(said), ({ problems }) => {
    const look = `finpay reconcile ${quoted(report)} --inspect`
    if (Object.keys(said).length === 0) {
      return new UsageError({
        message: say(
          `how the report is read is not said yet. finpay can look and make a guess: ${look}`,
          `cara membaca laporan belum disebutkan. finpay dapat melihat dan menduganya: ${look}`
        )
      })
    }
    const named = problems.map(problemText).join("; ")
    return new UsageError({
      message: say(
        `how the report is read is not said well: ${named}. See what is in it: ${look}`,
        `cara membaca laporan belum jelas: ${named}. Lihat isinya: ${look}`
      )
    })
  })

/** Keeps a mapping for the next time, to be given as `--mapping`. */
export const saveMapping = (file: string, mapping: RawMapping) =>
  writeWhole("--save-mapping", file, Stream.encodeText(Stream.succeed(`${JSON.stringify(mapping, undefined, 2)}\n`)))
