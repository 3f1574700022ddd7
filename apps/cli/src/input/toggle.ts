import * as Flag from "effect/cli/Flag"

/** A flag without a value: off unless it is there. */
export const toggle = (name: string, description: string) =>
  Flag.Boolean(name).pipe(Flag.withoutNegation, Flag.withDefault(false), Flag.withDescription(description))
