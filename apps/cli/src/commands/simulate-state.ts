import type { SimulatorService } from "@openfinpay/finpay-simulator"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import { UsageError } from "../errors.ts"
import { parseRecord } from "../input/record.ts"
import { readText } from "../input/source.ts"
import { say } from "../language.ts"
import { jsonLine } from "../output/answer.ts"
import { OutputMode } from "../output/OutputMode.ts"
import { printable } from "../output/text.ts"
import { stderr } from "../output/write.ts"

const problem = (file: string, message: string) => new UsageError({ message: `${file}: ${message}` })

const tellNotSaved = Effect.fnUntraced(function*(file: string) {
  const message = say(`${file}: the state could not be saved`, `${file}: keadaannya tidak dapat disimpan`)
  const isJson = (yield* OutputMode) === "json"
  yield* stderr(isJson ? jsonLine({ _tag: "StateNotSaved", message }) : `finpay: ${printable(message)}\n`)
})

/** Takes up the state of a file; a file that is not there yet is a fresh start. */
const restore = Effect.fnUntraced(
  function*(simulator: SimulatorService, file: string) {
    const files = yield* FileSystem.FileSystem
    if (!(yield* Effect.orElseSucceed(files.exists(file), () => false))) return
    const state = yield* Effect.flatMap(readText(Option.some(file)), parseRecord)
    yield* simulator.restoreState(state)
  },
  (effect, _, file) =>
    Effect.mapError(effect, (error) => error._tag === "UsageError" ? error : problem(file, error.message))
)

/** Written beside the file and then put in its place: whoever is killed while saving keeps the old state. */
const save = Effect.fnUntraced(function*(simulator: SimulatorService, file: string) {
  const files = yield* FileSystem.FileSystem
  const state = yield* simulator.saveState
  yield* files.writeFileString(`${file}.new`, `${JSON.stringify(state)}\n`)
  yield* files.rename(`${file}.new`, file)
})

/**
 * Begins with the state of a file and saves it there when the scope ends. Saved once at the start too, so that a file
 * that cannot be written is told now and not after a day's work.
 */
export const keepState = Effect.fnUntraced(function*(simulator: SimulatorService, file: string) {
  yield* restore(simulator, file)
  yield* Effect.mapError(save(simulator, file), () => problem(file, say("cannot be written", "tidak dapat ditulis")))
  yield* Effect.addFinalizer(() => Effect.catch(save(simulator, file), () => tellNotSaved(file)))
})
