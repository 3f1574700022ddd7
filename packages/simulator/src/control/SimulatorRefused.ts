import * as Schema from "effect/Schema"

/**
 * Something the simulator was asked to do and does not: the order is not known or not in the state for it, or a field
 * is wrong. Nothing was changed. `field` names the field, where there is one.
 */
export class SimulatorRefused extends Schema.TaggedError<SimulatorRefused>()("SimulatorRefused", {
  reason: Schema.Literals(["not-found", "ambiguous", "wrong-state", "bad-field"]),
  field: Schema.optionalKey(Schema.String),
  problem: Schema.String
}) {
  override get message(): string {
    return this.field === undefined ? this.problem : `${this.field}: ${this.problem}`
  }
}
