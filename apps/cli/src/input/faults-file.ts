import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { UsageError } from "../errors.ts"
import { say } from "../language.ts"
import { parseJson } from "./record.ts"
import { readText } from "./source.ts"

const FaultsFile = Schema.Union([
  Schema.Array(Schema.JsonObject),
  Schema.Struct({ faults: Schema.Array(Schema.JsonObject) })
])

const noFaults = (file: string) =>
  new UsageError({
    message: say(
      `${file}: is no JSON list of faults, such as [{"kind":"lost-answer","operation":"refund"}]; see finpay help faults`,
      `${file}: bukan daftar gangguan JSON, misalnya [{"kind":"lost-answer","operation":"refund"}]; lihat finpay help faults`
    )
  })

/**
 * The faults of a JSON file: a list, or an object with a list `faults` as `finpay simulator faults --json` prints it.
 * Their fields are checked by the simulator.
 */
export const readFaults = Effect.fnUntraced(function*(file: string) {
  const json = yield* Effect.mapError(
    Effect.flatMap(readText(Option.some(file)), parseJson),
    (error) => {
      if (error._tag === "UsageError") return error
      return error.member === undefined ? noFaults(file) : new UsageError({ message: `${file}: ${error.message}` })
    }
  )
  const content = yield* Effect.mapError(Schema.decodeUnknownEffect(FaultsFile)(json), () => noFaults(file))
  return "faults" in content ? content.faults : content
})
