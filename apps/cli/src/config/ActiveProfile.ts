import type { ConfigurationProblem } from "@openfinpay/finpay-transport"
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import type { Profile } from "./Profile.ts"

/** The profile that a command was told to use. */
export interface Active {
  readonly profile: Profile
  /** How it was named: `--profile` or `FINPAY_PROFILE`. */
  readonly namedBy: "--profile" | "FINPAY_PROFILE"
  /** The file it stands in. */
  readonly file: string
  /** The secret that the profile keeps for an environment variable. Read when it is asked for, and not before. */
  readonly secret: (variable: string) => Effect.Effect<Option.Option<Redacted.Redacted>, ConfigurationProblem>
}

/**
 * The profile of this command, or none: there is no default profile. Whoever reads a secret needs to know it, so that a
 * command without {@link settings} does not compile.
 */
export class ActiveProfile
  extends Context.Service<ActiveProfile, Option.Option<Active>>()("@openfinpay/finpay-cli/config/ActiveProfile")
{}
