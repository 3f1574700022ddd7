import { ConfigurationProblem } from "@openfinpay/finpay-transport"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import { ActiveProfile } from "../config/ActiveProfile.ts"
import { say } from "../language.ts"

/** The error for one environment variable or the file it names. */
export const settingProblem = (setting: string, problem: string): ConfigurationProblem =>
  new ConfigurationProblem({ problems: [{ setting, problem }] })

// The reason can quote the value, so it is not passed on.
const read = <A>(name: string, config: Config.Config<A>) =>
  Effect.mapError(Config.option(config), () => settingProblem(name, say("cannot be read", "tidak dapat dibaca")))

/** A setting of the profile or the environment, if it is set. An empty one counts as not set. */
export const setting = (name: string): Effect.Effect<Option.Option<string>, ConfigurationProblem> =>
  read(name, Config.String(name))

/** A secret that the profile keeps or the environment holds, if there is one. An empty one counts as not set. */
export const secretSetting = Effect.fnUntraced(
  function*(name: string): Effect.fn.Return<Option.Option<Redacted.Redacted>, ConfigurationProblem, ActiveProfile> {
    const active = yield* ActiveProfile
    const kept = Option.isNone(active) ? Option.none() : yield* active.value.secret(name)
    return Option.isSome(kept) ? kept : yield* read(name, Config.Redacted(name))
  }
)
