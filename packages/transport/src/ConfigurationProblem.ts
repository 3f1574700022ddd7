import * as Schema from "effect/Schema"

/** One setting that is wrong: the name of the field or environment variable, and what is wrong with it. */
export const SettingProblem = Schema.Struct({
  setting: Schema.String,
  problem: Schema.String
})

/** One setting that is wrong. */
export type SettingProblem = typeof SettingProblem.Type

/**
 * The configuration cannot be used. All problems at once, each by the name of its field (`snap.clientSecret`) or
 * variable (`FINPAY_SNAP_CLIENT_SECRET`) and never with its value. Nothing was sent.
 */
export class ConfigurationProblem extends Schema.TaggedError<ConfigurationProblem>()("ConfigurationProblem", {
  problems: Schema.Array(SettingProblem)
}) {
  override get message(): string {
    return `Configuration: ${this.problems.map(({ problem, setting }) => `${setting} ${problem}`).join("; ")}.`
  }
}
