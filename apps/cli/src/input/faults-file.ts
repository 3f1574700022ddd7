import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { UsageError } from "../errors.ts"
import { readText } from "./source.ts"

const FaultsFile = Schema.fromJsonString(Schema.Union([
  Schema.Array(Schema.JsonObject),
  Schema.Struct({ faults: Schema.Array(Schema.JsonObject) })
]))

/**
 * The faults of a JSON file: a list, or an object with a list `faults` as `finpay simulator faults --json` prints it.
 * Their fields are checked by the simulator.
 */
export const readFaults = Effect.fnUntraced(function*(file: string) {
  const content = yield* Schema.decodeEffect(FaultsFile)(yield* readText(Option.some(file))).pipe(
    Effect.mapError(() =>
      new UsageError({ message: `${file}: is no JSON list of faults, such as [{"kind":"...","operation":"refund"}]` })
    )
  )
  return "faults" in content ? content.faults : content
})
