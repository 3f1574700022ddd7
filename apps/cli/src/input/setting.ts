import { ConfigurationProblem } from "@openfinpay/finpay-transport"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"

/** The error for one environment variable or the file it names. */
export const settingProblem = (setting: string, problem: string): ConfigurationProblem =>
  new ConfigurationProblem({ problems: [{ setting, problem }] })

// The reason can quote the value, so it is not passed on.
const read = <A>(name: string, config: Config.Config<A>) =>
  Effect.mapError(Config.option(config), () => settingProblem(name, "cannot be read"))

/** An environment variable, if it is set. An empty one counts as not set. */
export const setting = (name: string): Effect.Effect<Option.Option<string>, ConfigurationProblem> =>
  read(name, Config.String(name))

/** An environment variable that holds a secret, if it is set. An empty one counts as not set. */
export const secretSetting = (name: string): Effect.Effect<Option.Option<Redacted.Redacted>, ConfigurationProblem> =>
  read(name, Config.Redacted(name))
