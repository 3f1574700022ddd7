import * as Flag from "effect/cli/Flag"
import * as GlobalFlag from "effect/cli/GlobalFlag"

const toggle = (name: string, description: string) =>
  Flag.Boolean(name).pipe(Flag.withoutNegation, Flag.withDefault(false), Flag.withDescription(description))

/** `--json`. The mode itself is read from the arguments before they are parsed; see `isJsonAsked`. */
export const Json = GlobalFlag.Setting("json")({
  flag: toggle("json", "Print one JSON value on standard output, errors as one JSON value on standard error")
})

/** `--no-input`: never ask a person anything. */
export const NoInput = GlobalFlag.Setting("no-input")({
  flag: toggle("no-input", "Never ask anything; fail instead")
})
